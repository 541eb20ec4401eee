// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the program's numbers. Labels are words of ours, never text of strangers.
type Metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.HistogramVec
	operations *prometheus.HistogramVec
	jobs       *prometheus.HistogramVec
	syncs      *prometheus.CounterVec
	quotaUsed  *prometheus.GaugeVec
	quotaLimit *prometheus.GaugeVec
}

// Durations in seconds, from a read out of memory to a call that hangs.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// NewMetrics has the program's own numbers and those of the Go runtime and the process.
func NewMetrics() *Metrics {
	r := prometheus.NewRegistry()
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "cosell", Name: name, Help: help, Buckets: buckets}, labels)
		r.MustRegister(v)
		return v
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "cosell", Name: name, Help: help}, labels)
		r.MustRegister(v)
		return v
	}
	m := &Metrics{
		registry:   r,
		requests:   histogram("http_request_seconds", "HTTP requests by door, method, route and status.", "door", "method", "route", "status"),
		operations: histogram("operation_seconds", "AWS operations by name and outcome.", "operation", "outcome"),
		jobs:       histogram("job_seconds", "Jobs by kind and outcome.", "kind", "outcome"),
		syncs: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "cosell", Name: "sync_total",
			Help: "Sync steps by direction, operation and outcome."}, []string{"direction", "operation", "outcome"}),
		quotaUsed:  gauge("quota_used", "Calls counted against a quota, by quota and window.", "quota", "window"),
		quotaLimit: gauge("quota_limit", "The quota's limit, by quota and window.", "quota", "window"),
	}
	r.MustRegister(m.syncs, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts one HTTP request. The route is the pattern that matched; none matched when it is empty.
func (m *Metrics) Request(door, method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	if route == "" {
		route = "other"
	}
	m.requests.WithLabelValues(door, method, route, fmt.Sprintf("%dxx", status/100)).Observe(took.Seconds())
}

// Operation counts one AWS operation; outcome is "ok" or the error's type.
func (m *Metrics) Operation(name, outcome string, took time.Duration) {
	m.operations.WithLabelValues(name, outcome).Observe(took.Seconds())
}

// Job counts one run of a job; outcome is "done", "retry", "snoozed" or "dead".
func (m *Metrics) Job(kind, outcome string, took time.Duration) {
	m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// Sync counts one step of a sync.
func (m *Metrics) Sync(direction, operation, outcome string) {
	m.syncs.WithLabelValues(direction, operation, outcome).Inc()
}

// Quota shows how much of a quota's window is used.
func (m *Metrics) Quota(quota, window string, used, limit int) {
	m.quotaUsed.WithLabelValues(quota, window).Set(float64(used))
	m.quotaLimit.WithLabelValues(quota, window).Set(float64(limit))
}

// Gauge shows a number that is asked for at each scrape. The name follows "cosell_" and is used once.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "cosell", Name: name, Help: help}, read))
}

// A Sample is one of the numbers that a gauge has for each combination of its labels.
type Sample struct {
	Labels []string
	Value  float64
}

// Gauges shows numbers that are asked for together at each scrape. The name follows "cosell_" and is used once. When read
// fails, the scrape has none of them: no number is better than an old one.
func (m *Metrics) Gauges(name, help string, labels []string, read func() ([]Sample, error)) {
	m.registry.MustRegister(asked{prometheus.NewDesc("cosell_"+name, help, labels, nil), read})
}

// asked collects what read says.
type asked struct {
	what *prometheus.Desc
	read func() ([]Sample, error)
}

// Describe implements prometheus.Collector.
func (a asked) Describe(to chan<- *prometheus.Desc) { to <- a.what }

// Collect implements prometheus.Collector. A failure is left out rather than told: one metric must not take the others'
// page with it while the database is away.
func (a asked) Collect(to chan<- prometheus.Metric) {
	all, err := a.read()
	if err != nil {
		return
	}
	for _, s := range all {
		to <- prometheus.MustNewConstMetric(a.what, prometheus.GaugeValue, s.Value, s.Labels...)
	}
}

// Register adds GET /metrics for whoever may read it: "loopback" or "all". With "off" there is nothing.
func (m *Metrics) Register(mux *http.ServeMux, who string) {
	if who != "all" && who != "loopback" {
		return
	}
	page := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if who == "loopback" && !fromHere(r) {
			http.NotFound(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

// fromHere says whether the request was made on this machine and not merely passed on by a proxy on it.
func fromHere(r *http.Request) bool {
	for _, passedOn := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via"} {
		if r.Header.Get(passedOn) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
