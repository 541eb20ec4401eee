// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"

	"cosell/internal/central/event"
)

var archiveRows = []row{
	alreadyThere(bind("CreateArchive", func(account string, in saveArchiveIn) string { return event.ArchiveARN(account, in.Name) }, createArchive)),
	bind("DeleteArchive", archive, deleteArchive),
	bind("DescribeArchive", archive, describeArchive),
	bind("ListArchives", nil, listArchives),
	bind("UpdateArchive", func(account string, in saveArchiveIn) string { return event.ArchiveARN(account, in.Name) }, updateArchive),
}

type archiveIn struct {
	Name string `json:"ArchiveName"`
}

func archive(account string, in archiveIn) string { return event.ArchiveARN(account, in.Name) }

type saveArchiveIn struct {
	Name        string  `json:"ArchiveName"`
	Source      string  `json:"EventSourceArn"`
	Description *string `json:"Description"`
	Pattern     *string `json:"EventPattern"`
	Days        *int    `json:"RetentionDays"`
}

func (in saveArchiveIn) apply(a event.Archive) event.Archive {
	a.Name = in.Name
	if in.Description != nil {
		a.Description = *in.Description
	}
	if in.Pattern != nil {
		a.Pattern = *in.Pattern
	}
	if in.Days != nil {
		a.Days = *in.Days
	}
	return a
}

type savedArchiveOut struct {
	ARN     string `json:"ArchiveArn"`
	State   string `json:"State"`
	Created *stamp `json:"CreationTime,omitempty"`
}

func savedArchive(account string, a event.Archive) savedArchiveOut {
	return savedArchiveOut{event.ArchiveARN(account, a.Name), enabled, at(a.Made)}
}

func createArchive(ctx context.Context, c call, in saveArchiveIn) (out savedArchiveOut, err error) {
	if in.Source == "" {
		return out, refused("EventSourceArn", "EventSourceArn is missing.", "Name the bus: "+event.BusARN(c.who.Account)+".")
	}
	if err := onDefault(c.who.Account, in.Source); err != nil {
		return out, err
	}
	a, err := c.bus.NewArchive(ctx, c.who, in.apply(event.Archive{}))
	return savedArchive(c.who.Account, a), err
}

func updateArchive(ctx context.Context, c call, in saveArchiveIn) (out savedArchiveOut, err error) {
	a, err := c.bus.Archive(ctx, c.who, in.Name)
	if err != nil {
		return out, err
	}
	a, err = c.bus.ChangeArchive(ctx, c.who, in.apply(a))
	return savedArchive(c.who.Account, a), err
}

func deleteArchive(ctx context.Context, c call, in archiveIn) (nothing, error) {
	return nothing{}, c.bus.DeleteArchive(ctx, c.who, in.Name)
}

type archiveOut struct {
	Name    string `json:"ArchiveName"`
	Source  string `json:"EventSourceArn"`
	State   string `json:"State"`
	Days    int    `json:"RetentionDays"`
	Bytes   int64  `json:"SizeBytes"`
	Events  int64  `json:"EventCount"`
	Created *stamp `json:"CreationTime"`
}

func archiveView(account string, a event.Archive) archiveOut {
	return archiveOut{a.Name, event.BusARN(account), enabled, a.Days, a.Bytes, a.Events, at(a.Made)}
}

type describedArchiveOut struct {
	archiveOut
	ARN         string `json:"ArchiveArn"`
	Description string `json:"Description,omitempty"`
	Pattern     string `json:"EventPattern,omitempty"`
}

func describeArchive(ctx context.Context, c call, in archiveIn) (describedArchiveOut, error) {
	a, err := c.bus.Archive(ctx, c.who, in.Name)
	return describedArchiveOut{archiveView(c.who.Account, a), event.ArchiveARN(c.who.Account, a.Name), a.Description, a.Pattern}, err
}

type listArchivesIn struct {
	listIn
	Source string `json:"EventSourceArn"`
	State  string `json:"State"`
}

type listArchivesOut struct {
	Archives []archiveOut `json:"Archives"`
	Next     string       `json:"NextToken,omitempty"`
}

func listArchives(ctx context.Context, c call, in listArchivesIn) (out listArchivesOut, err error) {
	out.Archives = []archiveOut{}
	if in.State != "" && in.State != enabled || in.Source != "" && in.Source != event.BusARN(c.who.Account) {
		return out, nil // archives have one state here, and one source
	}
	l, err := c.bus.Archives(ctx, c.who, in.window())
	out.Next = l.Next
	for _, a := range l.Items {
		out.Archives = append(out.Archives, archiveView(c.who.Account, a))
	}
	return out, err
}
