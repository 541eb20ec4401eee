// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/pages"
)

// Summary is an opportunity as a list shows it.
type Summary struct {
	ID               string     `json:"id"`
	Title            string     `json:"title"`
	Company          string     `json:"company"`
	Country          string     `json:"country"`
	Stage            string     `json:"stage"`
	ReviewStatus     string     `json:"reviewStatus"`
	Origin           string     `json:"origin"`
	Involvement      string     `json:"involvement"`
	TargetCloseDate  string     `json:"targetCloseDate,omitempty"`
	Revenue          *Money     `json:"revenue,omitempty" nullable:"false"`
	Owner            Person     `json:"owner"`
	CreatedDate      time.Time  `json:"createdDate"`
	LastModifiedDate time.Time  `json:"lastModifiedDate"`
	PartnerReference string     `json:"partnerReference,omitempty"`
	Partner          *Partner   `json:"partner,omitempty" doc:"at the AWS desk"`
	SubmittedDate    *time.Time `json:"submittedDate,omitempty"`
	Flagged          bool       `json:"flagged,omitempty" doc:"by the caller, to follow up"`
	Version          string     `json:"version" doc:"LastModifiedDate as the API prints it"`
	Invitation       *Awaited   `json:"invitation,omitempty" nullable:"false" doc:"that waits for the partner's answer: there is no record yet, and what it does not tell is empty"`
}

// Awaited is what a list tells of an invitation of AWS in the place of a record.
type Awaited struct {
	ID      string    `json:"id"`
	Shared  time.Time `json:"shared"`
	Expires time.Time `json:"expires"`
	Left    int       `json:"left" doc:"business days until it lapses, 0 on the last one"`
}

// Money is an amount with its currency.
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Person is who owns a record.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Partner is an organisation with its linked account.
type Partner struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SummaryPage is a page of a list of opportunities.
type SummaryPage struct {
	Items []Summary `json:"items" nullable:"false"`
	pages.Page
}

func summary(r *listing.Row) Summary {
	s := Summary{
		ID: opportunity.Key{Number: r.Number}.ID(), Title: r.Title, Company: r.Company, Country: r.Country,
		Stage: r.Stage, ReviewStatus: r.Review, Origin: r.Origin, Involvement: r.Involvement,
		TargetCloseDate: opportunity.Date(r.CloseDay), Owner: Person{r.OwnerName, r.Owner},
		CreatedDate: instant(r.Created), LastModifiedDate: instant(r.Modified), PartnerReference: r.PartnerRef,
	}
	s.Version = selling.Timestamp(s.LastModifiedDate)
	if r.Submitted > 0 {
		at := instant(r.Submitted)
		s.SubmittedDate = &at
	}
	if r.Amount != "" {
		s.Revenue = &Money{r.Amount, r.Currency}
	}
	return s
}

// referral is an opportunity that waits for its partner's answer, as the list of opportunities shows it.
func (p *Portal) referral(r engagement.Referred) Summary {
	s := Summary{ID: r.ID, Title: r.Offer.Project.Title, Company: r.Offer.Customer.CompanyName, Country: r.Offer.Customer.CountryCode,
		Origin: opportunity.OriginAWS, TargetCloseDate: r.Offer.Project.TargetCompletionDate, CreatedDate: r.Shared, LastModifiedDate: r.Shared,
		Invitation: &Awaited{ID: r.ID, Shared: r.Shared, Expires: r.Lapses, Left: rule.BusinessDaysLeft(p.Opportunities.Clock.Now(), r.Lapses)}}
	for _, spend := range r.Offer.Project.ExpectedCustomerSpend {
		if amount := text(spend.Amount); amount != "" && s.Revenue == nil {
			s.Revenue = &Money{amount, spend.CurrencyCode}
		}
	}
	return s
}

// deskSummary is a summary as the AWS desk sees it: of which partner, and since when it waits.
func deskSummary(r *listing.Row, partners map[string]identity.Partner) Summary {
	s := summary(r)
	s.Partner = &Partner{r.Account, partners[r.Account].Name}
	return s
}

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// browse is the query of a page's list as the room takes it.
func browse(l pages.List, sort string, asc bool) (opportunity.Browse, error) {
	q, err := l.Read(pages.Offer{Judged: true, Sort: sort, Asc: asc})
	if err != nil {
		return opportunity.Browse{}, err
	}
	b := opportunity.Browse{Catalog: catalog, Sort: q.Sort, Desc: !q.Asc, Size: q.Size, Cursor: q.Cursor}
	for _, t := range q.Tokens {
		b.Filters = append(b.Filters, opportunity.Filter(t))
	}
	return b, nil
}

func shelf(s opportunity.Shelf, show func(*listing.Row) Summary) SummaryPage {
	p := SummaryPage{Items: make([]Summary, len(s.Rows)),
		Page: pages.Page{Next: s.Next, Previous: s.Previous, Total: s.Total, TotalCapped: s.Capped, Short: s.Short}}
	for i := range s.Rows {
		p.Items[i] = show(&s.Rows[i])
		p.Items[i].Flagged = s.Flagged[s.Rows[i].Number]
	}
	return p
}
