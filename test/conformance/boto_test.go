// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/test/program"
)

// What Debian has of AWS's Python: the SDK and the command line that is made with it.
const (
	python = "/usr/bin/python3"
	cli    = "/usr/bin/aws"
)

// models is where AWS's service models lie beside the repository; they are not part of it.
func models(t *testing.T) string {
	return filepath.Join(program.Root(t), "..", "shared", "reference", "models")
}

// A service is one that Debian's boto3 is too old to know.
type service struct{ name, version string }

var services = []service{{"partnercentral-selling", selling.APIVersion}, {"partnercentral-account", account.APIVersion}}

// needBoto skips where boto3 or the models are missing, and answers a folder for AWS_DATA_PATH.
func needBoto(t *testing.T) string {
	t.Helper()
	need(t, exec.CommandContext(t.Context(), python, "-c", "import boto3").Run() == nil, "boto3 is not installed; on Debian run `apt-get install python3-boto3`")
	dir := t.TempDir()
	for _, s := range services {
		text, err := os.ReadFile(filepath.Join(models(t), s.name+".json"))
		need(t, err == nil, "AWS's service model "+s.name+".json is not in "+models(t)+"; boto3 needs it")
		at := filepath.Join(dir, s.name, s.version)
		if err := os.MkdirAll(at, 0o750); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{"service-2.json": text, "paginators-1.json": paginators(t, text)} {
			if err := os.WriteFile(filepath.Join(at, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// A member of a shape, as far as paginators ask.
type shapes map[string]struct {
	Members map[string]json.RawMessage `json:"members"`
}

// paginators are what botocore has beside a model: every list that goes on with a token, by the names of its members.
// It holds those of botocore 1.43, and ListProspectingFromEngagementTasks, which that leaves out.
func paginators(t *testing.T, text []byte) []byte {
	t.Helper()
	var model struct {
		Operations map[string]struct {
			Input  struct{ Shape string } `json:"input"`
			Output struct{ Shape string } `json:"output"`
		} `json:"operations"`
		Shapes shapes `json:"shapes"`
	}
	if err := json.Unmarshal(text, &model); err != nil {
		t.Fatal(err)
	}
	const token = "NextToken"
	all := map[string]map[string]string{}
	for name, o := range model.Operations {
		in, out := model.Shapes[o.Input.Shape].Members, model.Shapes[o.Output.Shape].Members
		if in[token] == nil || out[token] == nil {
			continue
		}
		all[name] = map[string]string{"input_token": token, "output_token": token}
		if in["MaxResults"] != nil {
			all[name]["limit_key"] = "MaxResults"
		}
		for member := range out {
			if member != token {
				all[name]["result_key"] = member
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("the model has no list that goes on")
	}
	page, err := json.Marshal(map[string]any{"pagination": all})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// clean is an environment in which AWS's tools find nothing of the person who runs the tests.
func clean(demo *program.Demo, more ...string) []string {
	p := demo.Partners[0]
	env := []string{"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true", "PYTHONWARNINGS=ignore",
		"AWS_REGION=" + selling.Region, "AWS_DEFAULT_REGION=" + selling.Region, "AWS_ENDPOINT_URL=" + demo.AWS,
		"AWS_ACCESS_KEY_ID=" + p.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + p.SecretAccessKey, "PYTHONDONTWRITEBYTECODE=1"}
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "AWS_") {
			env = append(env, e)
		}
	}
	return append(env, more...)
}

// runTool runs one of AWS's tools and answers what it printed.
func runTool(t *testing.T, dir string, env []string, tool string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Dir, cmd.Env = dir, env
	var out, errout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errout
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", tool, strings.Join(args, " "), err, out.String(), errout.String())
	}
	return out.String() + errout.String()
}

func TestAWSsSDKForPythonIsAnswered(t *testing.T) {
	t.Parallel()
	data := needBoto(t)
	each(t, func(t *testing.T, demo *program.Demo) {
		report := runTool(t, ".", clean(demo, "COSELL_FACTS="+filepath.Join(demo.Dir, "demo.json"), "AWS_DATA_PATH="+data), python, "boto.py")
		if !strings.Contains(report, "\nOK\n") || strings.Contains(report, "Ran 0 tests") {
			t.Errorf("the report: %s", report)
		}
	})
}

func TestTheAWSCommandLineIsAnswered(t *testing.T) {
	t.Parallel()
	_, err := os.Stat(cli)
	need(t, err == nil, "the AWS CLI is not installed; on Debian run `apt-get install awscli`")
	data := needBoto(t)
	demo := program.Start(t, program.Seeded(t), nil)
	aws := func(into any, args ...string) {
		t.Helper()
		at := []string{"--endpoint-url", demo.AWS, "--region", selling.Region, "--output", "json"}
		if err := json.Unmarshal([]byte(runTool(t, ".", clean(demo, "AWS_DATA_PATH="+data), cli, append(at, args...)...)), into); err != nil {
			t.Fatal(err)
		}
	}
	var who struct{ Account, Arn string }
	aws(&who, "sts", "get-caller-identity")
	if who.Account != demo.Partners[0].AccountID || !strings.HasSuffix(who.Arn, ":user/Integration") {
		t.Errorf("the caller is %+v", who)
	}
	var page, rest struct {
		OpportunitySummaries []struct{ ID string }
		NextToken            string
	}
	aws(&page, "partnercentral-selling", "list-opportunities", "--catalog", "AWS", "--max-items", "3", "--page-size", "2")
	aws(&rest, "partnercentral-selling", "list-opportunities", "--catalog", "AWS")
	if len(page.OpportunitySummaries) != 3 || page.NextToken == "" || len(rest.OpportunitySummaries) < 10 || rest.NextToken != "" {
		t.Errorf("three of them are %+v; all are %+v", page, rest)
	}
}
