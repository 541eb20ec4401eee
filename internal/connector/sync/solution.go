// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"

	"cosell/internal/aws/selling"
	"cosell/internal/connector/ledger"
)

// Solutions lists what the partner offers at AWS and a deal may name. Each page takes its turn under the quota, before
// everything that no person waits for.
func (r *Room) Solutions(ctx context.Context, account string) ([]selling.SolutionBase, error) {
	t, known := r.tenants[account]
	if !known {
		return nil, ErrNoTenant
	}
	all := []selling.SolutionBase{}
	for in := (selling.ListSolutionsRequest{Status: []string{"Active"}}); ; {
		if err := r.Turn(ctx, account, ledger.Reads, ledger.Human, r.Patience); err != nil {
			return nil, err
		}
		page, err := t.Remote.Solutions(ctx, in)
		if err != nil {
			return nil, err
		}
		all = append(all, page.SolutionSummaries...)
		if page.NextToken == nil || *page.NextToken == "" {
			return all, nil
		}
		in.NextToken = *page.NextToken
	}
}
