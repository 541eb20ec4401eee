// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// idle is how long the program is left alone before its memory is read.
const idle = 20 * time.Second

// Footprint measures how soon the program is ready on a database that exists, and what it holds when nobody asks.
func Footprint(ctx context.Context, dir string) (results []Result, err error) {
	first, err := startDemo(ctx, dir, "--fresh")
	if err != nil {
		return nil, err
	}
	if err := first.stop(); err != nil {
		return nil, err
	}
	var starts, work, memory []float64
	for i := range pairs {
		s, err := startDemo(ctx, dir)
		if err != nil {
			return nil, err
		}
		starts = append(starts, s.ready.Seconds())
		used, err := s.spent()
		if err != nil {
			return nil, errors.Join(err, s.stop())
		}
		work = append(work, used)
		if i == pairs-1 {
			time.Sleep(idle)
			var mb float64
			if mb, err = s.resident(); err == nil {
				memory = append(memory, mb)
			}
		}
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, err
		}
	}
	slices.Sort(starts)
	slices.Sort(work)
	ready := Result{ID: "start_to_ready", Says: "from start to ready on an existing database", Value: starts[len(starts)/2],
		Min: starts[0], Max: starts[len(starts)-1], Unit: "s", Reach: 1, Atmost: true,
		Note: fmt.Sprintf("processor time %.2f s", work[len(work)/2])}
	resident := Result{ID: "idle_memory", Says: "resident memory of the whole demo, idle", Value: memory[0], Min: memory[0],
		Max: memory[0], Unit: "MB", Reach: 60, Atmost: true}
	ready.judge()
	resident.judge()
	return []Result{ready, resident}, nil
}

// Sandbox measures how soon a sandbox in memory is ready from nothing, and what it holds when nobody asks.
func Sandbox(ctx context.Context) (results []Result, err error) {
	var starts, work, memory []float64
	for range pairs {
		s, err := startSandbox(ctx)
		if err != nil {
			return nil, err
		}
		used, err := s.spent()
		if err == nil {
			time.Sleep(idle / pairs)
			var mb float64
			mb, err = s.resident()
			starts, work, memory = append(starts, float64(s.ready.Milliseconds())), append(work, used), append(memory, mb)
		}
		if err := errors.Join(err, s.stop()); err != nil {
			return nil, err
		}
	}
	slices.Sort(starts)
	slices.Sort(work)
	slices.Sort(memory)
	last := len(starts) - 1
	start := Result{ID: "sandbox_start", Says: "from start to ready of a sandbox in memory, with nothing before", Value: starts[last/2], Min: starts[0],
		Max: starts[last], Unit: "ms", Reach: 150, Atmost: true, Note: fmt.Sprintf("processor time %.2f s", work[last/2])}
	held := Result{ID: "sandbox_memory", Says: "resident memory of a sandbox, idle; its database lies in memory beside it", Value: memory[last/2],
		Min: memory[0], Max: memory[last], Unit: "MB", Reach: 60, Atmost: true}
	start.judge()
	held.judge()
	return []Result{start, held}, nil
}
