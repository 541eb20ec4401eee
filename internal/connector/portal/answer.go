// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"errors"
	"net/http"

	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/pages"
)

// answering binds the answer to AWS's question.
func (p *Portal) answering() {
	serve(p, pages.Operation("answer", http.MethodPost, recordPath+"/answer", "Answer AWS's question with what the CRM has", 202, 404, 409), everybody,
		func(ctx context.Context, who embedded.User, in *RecordPath) (Pairing, error) {
			if _, err := p.CRM.Read(ctx, who, in.Object, in.ID); err != nil {
				return Pairing{}, err
			}
			_, err := p.Sync.Answer(ctx, who.Account, in.Object, in.ID)
			if errors.Is(err, sync.ErrNoQuestion) || errors.Is(err, ledger.ErrNone) {
				return Pairing{}, pages.NewProblem(http.StatusConflict, "state", "AWS waits for no answer on this deal. Reload it: it may have been answered.")
			}
			if err != nil {
				return Pairing{}, err
			}
			return p.pairing(ctx, who, in.Object, in.ID)
		})
}
