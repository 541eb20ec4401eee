// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package main

// forgetProgram does nothing: only Linux is told.
func forgetProgram() {}
