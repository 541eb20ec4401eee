// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/listview"
	"cosell/internal/central/opportunity"
	"cosell/internal/pages"
)

// ViewToken is one condition of a view. Days may move with the calendar: @today-7, @month, @quarter+1.
type ViewToken struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Property string   `json:"property,omitempty" required:"false" doc:"absent: text"`
	Operator string   `json:"operator,omitempty" required:"false"`
	Value    []string `json:"value,omitempty" required:"false" nullable:"false" doc:"an empty one stands for no value"`
}

// View is one way of looking at a list.
type View struct {
	ID       string      `json:"id"`
	Preset   bool        `json:"preset" doc:"everybody has it, and pages name it by its id"`
	Waiting  bool        `json:"waiting" doc:"it lists invitations that wait for an answer"`
	Name     string      `json:"name,omitempty"`
	Filters  []ViewToken `json:"filters" nullable:"false"`
	Sort     string      `json:"sort"`
	Order    string      `json:"order" enum:"asc,desc"`
	Columns  []string    `json:"columns" nullable:"false" doc:"in order; none: as the list has them"`
	Shared   bool        `json:"shared"`
	Mine     bool        `json:"mine"`
	Owner    string      `json:"owner,omitempty" doc:"name"`
	Version  string      `json:"version,omitempty"`
	Modified *time.Time  `json:"modified,omitempty"`
	May      ViewRights  `json:"may"`
}

// ViewRights are what the signed-in user may do with a view.
type ViewRights struct {
	Update   bool `json:"update"`
	Delete   bool `json:"delete"`
	Transfer bool `json:"transfer"`
}

// Views are the views of a list, and how the signed-in user wants to see it.
type Views struct {
	Items   []View     `json:"items" nullable:"false"`
	Default string     `json:"default,omitempty"`
	Display pages.JSON `json:"display,omitempty" doc:"what the page has kept"`
}

// SaveView is a view as a page saves it.
type SaveView struct {
	_       struct{}    `json:"-" additionalProperties:"true"`
	Version string      `json:"version,omitempty" required:"false" doc:"of the view that is replaced"`
	Name    string      `json:"name,omitempty" required:"false"`
	Filters []ViewToken `json:"filters,omitempty" required:"false" nullable:"false"`
	Sort    string      `json:"sort,omitempty" required:"false"`
	Order   string      `json:"order,omitempty" required:"false" doc:"asc or desc"`
	Columns []string    `json:"columns,omitempty" required:"false" nullable:"false"`
	Shared  bool        `json:"shared,omitempty" required:"false"`
}

// KeepDisplay is how somebody wants to see a list: what is absent stays.
type KeepDisplay struct {
	_       struct{}   `json:"-" additionalProperties:"true"`
	Default *string    `json:"default,omitempty" required:"false" nullable:"false"`
	Display pages.JSON `json:"display,omitempty" required:"false"`
}

// TransferView names who gets a view.
type TransferView struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Version string   `json:"version,omitempty" required:"false"`
	Email   string   `json:"email,omitempty" required:"false"`
}

type (
	viewsIn struct {
		List string `path:"list" doc:"opportunities or leads"`
	}
	createViewIn struct {
		List string `path:"list"`
		Body SaveView
	}
	updateViewIn struct {
		List string `path:"list"`
		ID   string `path:"id"`
		Body SaveView
	}
	deleteViewIn struct {
		List    string `path:"list"`
		ID      string `path:"id"`
		Version string `query:"version"`
	}
	transferViewIn struct {
		List string `path:"list"`
		ID   string `path:"id"`
		Body TransferView
	}
	keepDisplayIn struct {
		List string `path:"list"`
		Body KeepDisplay
	}
)

func (p *Portal) views() {
	const all, one = "/api/central/views/{list}", "/api/central/views/{list}/{id}"
	serve(p, pages.Operation("listViews", http.MethodGet, all, "Read the views of a list", 200, 400), p.listViews)
	serve(p, pages.Operation("createView", http.MethodPost, all, "Save a view", 201, 400, 422), p.createView)
	serve(p, pages.Operation("keepDisplay", http.MethodPut, all, "Keep how a list is shown", 200, 400, 404), p.keepDisplay)
	serve(p, pages.Operation("updateView", http.MethodPut, one, "Replace a view", 200, 404, 409, 422), p.updateView)
	serve(p, pages.Operation("deleteView", http.MethodDelete, one, "Delete a view", 200, 404, 409), p.deleteView)
	serve(p, pages.Operation("transferView", http.MethodPost, one+"/transfer", "Give a view to a colleague", 200, 404, 409, 422), p.transferView)
}

func (p *Portal) listViews(ctx context.Context, who identity.Caller, in *viewsIn) (Views, error) {
	s, err := p.Views.All(ctx, who, listview.Kind(in.List))
	out := Views{Items: []View{}, Default: s.Default, Display: pages.JSON(s.Display)}
	for i := range s.Views {
		out.Items = append(out.Items, view(&s.Views[i]))
	}
	return out, err
}

func view(v *listview.View) View {
	out := View{ID: v.ID, Preset: v.Preset, Waiting: v.Waiting, Name: v.Name, Filters: []ViewToken{}, Sort: v.Sort, Order: "asc",
		Columns: some(v.Columns), Shared: v.Shared, Mine: v.Mine, Owner: v.OwnerName, May: ViewRights(v.May)}
	if v.Desc {
		out.Order = "desc"
	}
	for _, f := range v.Filters {
		out.Filters = append(out.Filters, ViewToken{Property: f.Property, Operator: f.Operator, Value: f.Values})
	}
	if !v.Preset {
		out.Version, out.Modified = strconv.FormatInt(v.Version, 10), &v.Modified
	}
	return out
}

// draft reads what a page saves. Filters are held to the limits of every list.
func draft(b SaveView) (listview.Draft, error) {
	d := listview.Draft{Name: b.Name, Sort: b.Sort, Desc: b.Order == "desc", Columns: b.Columns, Shared: b.Shared}
	tokens := b.Filters
	if tokens == nil {
		tokens = []ViewToken{}
	}
	text, err := json.Marshal(map[string]any{"tokens": tokens})
	if err != nil {
		return d, err
	}
	q, err := pages.List{Filter: string(text)}.Read(pages.Offer{Judged: true})
	for _, t := range q.Tokens {
		d.Filters = append(d.Filters, opportunity.Filter(t))
	}
	return d, err
}

// viewVersion is the version that a change was decided on; one that is no number is nobody's.
func viewVersion(text string) (int64, error) {
	if err := needVersion(text); err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, pages.Malformed("version", "the version is not one of a view")
	}
	return n, nil
}

func (p *Portal) createView(ctx context.Context, who identity.Caller, in *createViewIn) (View, error) {
	d, err := draft(in.Body)
	if err != nil {
		return View{}, err
	}
	v, err := p.Views.Create(ctx, who, listview.Kind(in.List), d)
	return viewOr(v, err)
}

func viewOr(v *listview.View, err error) (View, error) {
	if err != nil {
		return View{}, err
	}
	return view(v), nil
}

func (p *Portal) updateView(ctx context.Context, who identity.Caller, in *updateViewIn) (View, error) {
	version, err := viewVersion(in.Body.Version)
	if err != nil {
		return View{}, err
	}
	d, err := draft(in.Body)
	if err != nil {
		return View{}, err
	}
	v, err := p.Views.Update(ctx, who, in.ID, version, d)
	return viewOr(v, err)
}

func (p *Portal) deleteView(ctx context.Context, who identity.Caller, in *deleteViewIn) (struct{}, error) {
	version, err := viewVersion(in.Version)
	if err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.Views.Delete(ctx, who, in.ID, version)
}

func (p *Portal) transferView(ctx context.Context, who identity.Caller, in *transferViewIn) (View, error) {
	version, err := viewVersion(in.Body.Version)
	if err != nil {
		return View{}, err
	}
	v, err := p.Views.Transfer(ctx, who, in.ID, version, in.Body.Email)
	return viewOr(v, err)
}

func (p *Portal) keepDisplay(ctx context.Context, who identity.Caller, in *keepDisplayIn) (struct{}, error) {
	return struct{}{}, p.Views.Keep(ctx, who, listview.Kind(in.List), in.Body.Default, json.RawMessage(in.Body.Display))
}
