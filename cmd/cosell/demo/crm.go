// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/plan"
)

// customers fills the CRM with its users, accounts and contacts. Deals come when they begin.
func (b *Builder) customers(ctx context.Context) error {
	hash, err := b.Hash(ctx, b.Credentials.Password)
	if err != nil {
		return err
	}
	for _, u := range b.world.Sellers {
		made, err := b.CRM.AddUser(ctx, embedded.User{Account: u.Partner, Email: u.Email, Name: u.Name, Role: embedded.Role(u.Role), Active: true}, hash)
		if err != nil {
			return fmt.Errorf("CRM user %s: %w", u.Email, err)
		}
		if made.Role == embedded.Seller {
			b.seller = made
		}
	}
	for _, a := range b.world.Accounts {
		r, err := b.CRM.Save(ctx, b.seller, crm.Write{Object: crm.Account, Fields: crm.Fields{
			"Name": a.Name, "Website": a.Website, "Industry": a.Industry, "BillingCountry": a.Country, "BillingPostalCode": a.Postal,
			"BillingState": a.State, "BillingCity": a.City, "BillingStreet": a.Street, "Owner": b.seller.Email}})
		if err != nil {
			return fmt.Errorf("account %s: %w", a.Name, err)
		}
		b.accounts[a.Key] = r.ID
	}
	for _, c := range b.world.Contacts {
		r, err := b.CRM.Save(ctx, b.seller, crm.Write{Object: crm.Contact, Fields: crm.Fields{
			"AccountId": b.accounts[c.Account], "FirstName": c.First, "LastName": c.Last, "Title": c.Title, "Email": c.Email, "Phone": c.Phone}})
		if err != nil {
			return fmt.Errorf("contact %s: %w", c.Email, err)
		}
		b.contacts[c.Account] = r.ID
	}
	return nil
}

// begin writes a deal as it was on its first day: at the first stage, unless nothing has happened to it yet.
func (b *Builder) begin(ctx context.Context, i int) error {
	d := b.world.Deals[i]
	monthly, err := decimal.NewFromString(d.Amount)
	if err != nil {
		return err
	}
	stage := d.Stage
	if len(d.Past) > 0 {
		stage = "Prospecting"
	}
	r, err := b.CRM.Save(ctx, b.seller, crm.Write{Object: crm.Opportunity, Fields: crm.Fields{
		"Name": d.Name, "AccountId": b.accounts[d.Account], "ContactId": b.contacts[d.Account], "Owner": cmp.Or(d.Owner, b.seller.Email),
		"StageName": stage, "CloseDate": b.day(d.Close), "Amount": monthly.Mul(decimal.NewFromInt(18)).String(), "CurrencyIsoCode": cmp.Or(d.Currency, "USD"),
		"Type": "New Business", "NextStep": d.Next, "Description": d.Problem,
		"AwsMonthlyRevenue": d.Amount, "UseCase": d.Use, "DeliveryModels": []string{d.Delivery}, "Solutions": []string{d.Solution},
		"SalesActivities": []string{"Initialized discussions with customer", "Customer has shown interest in solution"},
		"PrimaryNeeds":    []string{"Co-Sell - Deal Support", "Co-Sell - Technical Consultation"},
	}})
	if err != nil {
		return fmt.Errorf("deal %s: %w", d.Name, err)
	}
	b.deals[i] = r.ID
	return nil
}

// deal is what the seller did with a deal, or what AWS answered.
func (b *Builder) deal(ctx context.Context, h happening) error {
	d, id := b.world.Deals[h.deal], b.deals[h.deal]
	switch h.step.What {
	case "share":
		_, err := b.Sync.Share(ctx, b.seller.Account, crm.Opportunity, id, plan.Share{Involvement: "Co-Sell", Visibility: "Full"}, b.seller.ID)
		return err
	case "stage":
		return b.move(ctx, h, d, id)
	case "close":
		days, err := strconv.Atoi(h.step.With)
		if err != nil {
			return err
		}
		return b.edit(ctx, crm.Opportunity, id, crm.Fields{"CloseDate": b.day(days)})
	case "next":
		return b.edit(ctx, crm.Opportunity, id, crm.Fields{"NextStep": h.step.With})
	}
	p, err := b.Sync.Pairing(ctx, b.seller.Account, crm.Opportunity, id)
	if err != nil {
		return err
	}
	switch h.step.What {
	case "aws":
		return b.say(ctx, p.Opportunity, h.step.With)
	case "over":
		return b.end(ctx, p.Opportunity, h.step.With)
	}
	return b.decide(ctx, p.Opportunity, h.step)
}

// move is a seller who moves the stage, and writes what the new one needs.
func (b *Builder) move(ctx context.Context, h happening, d Deal, id string) error {
	fields := crm.Fields{"StageName": h.step.With}
	if h.step.With == "Closed Lost" {
		fields["LossReason"] = d.Lost
	}
	if h.step.With == "Closed Won" {
		if err := b.edit(ctx, crm.Account, b.accounts[d.Account], crm.Fields{"AwsAccountId": d.AWSAccount}); err != nil {
			return err
		}
	}
	return b.edit(ctx, crm.Opportunity, id, fields)
}

func (b *Builder) edit(ctx context.Context, object, id string, fields crm.Fields) error {
	_, err := b.CRM.Save(ctx, b.seller, crm.Write{Object: object, ID: id, Fields: fields})
	return err
}
