// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Command cosell is the whole of Cosell in one program: Partner Central, the AWS desk, the CRM connector and their pages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the release build.
var version = "development"

// A commandLine is what may be typed. Settings that no flag names come from the environment or a file.
type commandLine struct {
	Demo     demoCommand      `cmd:"" help:"Start everything with sample data: Partner Central, AWS desk, connector and CRM."`
	Sandbox  sandboxCommand   `cmd:"" help:"Start Partner Central alone, to test programs against."`
	Act      actCommand       `cmd:"" help:"Do what AWS's people do, in a demo or a sandbox that runs."`
	Scenario scenarioCommand  `cmd:"" help:"Check and show scripts by which AWS's people are played."`
	Bench    benchCommand     `cmd:"" help:"Measure against yardsticks that run beside it, as ratios in one run."`
	MCP      mcpCommand       `cmd:"" name:"mcp" help:"Answer an assistant over stdin and stdout, by the Model Context Protocol."`
	Audit    auditCommand     `cmd:"" help:"Check and print the logs of who did what."`
	User     userCommand      `cmd:"" help:"Let somebody in again who cannot sign in."`
	Config   configCommand    `cmd:"" help:"Print the settings in force, and where each comes from."`
	Profile  string           `name:"cpu-profile" help:"Write down where processor time goes, for go tool pprof, until the end." placeholder:"FILE"`
	Version  kong.VersionFlag `help:"Print the version."`
}

// A session is what a command gets to work with.
type session struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer
	errout io.Writer
	env    []string
}

// An exitCode ends the program with that code; what there was to say has been said.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit %d", int(c)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is main without the process around it. It answers the exit code: 1 for a failure, 2 for a wrong command line.
func run(ctx context.Context, args, env []string, out, errout io.Writer) int {
	var line commandLine
	parser, err := kong.New(&line, kong.Name("cosell"), kong.Writers(out, errout), kong.Vars{"version": version},
		kong.Description("Co-selling with AWS: Partner Central and the CRM connector, offline and on your own machine."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errout, "cosell:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errout, "cosell:", err)
		return 2
	}
	line.Act.named()
	if line.Profile != "" {
		stop, err := recordTime(line.Profile)
		if err != nil {
			fmt.Fprintln(errout, "cosell: --cpu-profile:", err)
			return 1
		}
		defer stop()
	}
	err = command.Run(&session{ctx: ctx, in: os.Stdin, out: out, errout: errout, env: env}, &line.Act)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return 0 // told to end before it was ready: it did
	}
	fmt.Fprintln(errout, "cosell:", err)
	return 1
}

// recordTime writes down where processor time goes until it is stopped.
func recordTime(file string) (stop func(), err error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}
