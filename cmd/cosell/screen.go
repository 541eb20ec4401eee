// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// screen is all that somebody needs who has just started the demo.
func screen(w io.Writer, f facts, dir string) error {
	fmt.Fprintf(w, "\nCosell is ready.\n\n  Pages   %s\n\n", f.Portal)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, u := range f.Users {
		note := ""
		if u.Joining {
			note = "joins: accepts the terms first"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", roleNames[u.Role], u.Email, u.Password, note)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n  AWS endpoint for SDKs and the AWS CLI, service partnercentral-selling, catalogs AWS and Sandbox:\n")
	for i, p := range f.Partners {
		before := ""
		if i > 0 {
			before = "# "
		}
		fmt.Fprintf(w, "\n  # %s, account %s\n", p.Name, p.AccountID)
		fmt.Fprintf(w, "  %sexport AWS_ENDPOINT_URL=%s AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n", before, f.AWS)
		fmt.Fprintf(w, "  %sexport AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\n", before, p.AccessKeyID, p.SecretAccessKey)
		fmt.Fprintf(w, "  # aws sts assume-role --role-session-name me --role-arn %s\n", p.Role)
	}
	_, err := fmt.Fprintf(w, "\n  The story, from CRM to AWS and back:  make story   (or: bin/cosell demo --story)\n"+
		"  Data in %s; Ctrl-C ends.\n\n", dir)
	return err
}

// roleNames are the roles as people say them.
var roleNames = map[string]string{
	"AllianceLead": "Alliance lead", "AllianceTeam": "Alliance team", "ACEManager": "ACE manager", "ACEUser": "ACE user",
	"CloudAdmin": "Cloud admin", "AWSReviewer": "AWS reviewer", "Seller": "CRM seller", "SalesOps": "CRM sales operations",
}
