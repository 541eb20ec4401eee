// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"sync"
	"time"
)

// A cache keeps data keys in memory, unwrapped, for keepFor.
type cache struct {
	loading *sync.Mutex // held while a key is loaded; never inside of a transaction
	mu      *sync.RWMutex
	by      map[string]*tenantKeys
}

type tenantKeys struct {
	until  time.Time
	keys   map[uint32]*dataKey
	newest *dataKey // nil when this node has no seals left or has only opened
	left   int64    // seals that this node may still make with newest
}

func newCache() cache {
	return cache{loading: new(sync.Mutex), mu: new(sync.RWMutex), by: map[string]*tenantKeys{}}
}

// take is the tenant's newest key and one of its seals, or nil when neither is at hand.
func (c *cache) take(tenant string, now time.Time) *dataKey {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.by[tenant]
	if t == nil || t.newest == nil || t.left <= 0 || now.After(t.until) {
		return nil
	}
	t.left--
	return t.newest
}

// find is one key of the tenant, or nil when it is not in memory.
func (c *cache) find(tenant string, number uint32, now time.Time) *dataKey {
	c.mu.RLock()
	defer c.mu.RUnlock()
	t := c.by[tenant]
	if t == nil || now.After(t.until) {
		return nil
	}
	return t.keys[number]
}

// put keeps the key for sealing, with the seals that are left of its block.
func (c *cache) put(tenant string, k *dataKey, left int64, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.fresh(tenant, now)
	t.keys[k.number] = k
	switch {
	case t.newest == nil || t.newest.number < k.number:
		t.newest, t.left = k, left
	case t.newest.number == k.number:
		t.left += left
	}
}

// remember keeps the key for opening.
func (c *cache) remember(tenant string, k *dataKey, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fresh(tenant, now).keys[k.number] = k
}

// fresh is the tenant's entry. An entry lives keepFor from its first key, however often it is used.
func (c *cache) fresh(tenant string, now time.Time) *tenantKeys {
	t := c.by[tenant]
	if t == nil || now.After(t.until) {
		for name, old := range c.by { // entries are few: one for each tenant of the last minute
			if now.After(old.until) {
				delete(c.by, name)
			}
		}
		t = &tenantKeys{until: now.Add(keepFor), keys: map[uint32]*dataKey{}}
		c.by[tenant] = t
	}
	return t
}

func (c *cache) drop(tenant string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.by, tenant)
}
