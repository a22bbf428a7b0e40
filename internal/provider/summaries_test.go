// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// summaryContract is every summary of a diagnostic. Pipelines match them, so a line changes only when the contract does.
const summaryContract = `
<Noun> Not Found
<Noun> Read Interrupted
<Noun> Read Throttled
<Noun> Read Timed Out
<Noun> Requirement Not Met
<Product> Endpoint Unreachable
<Product> Not Enabled in the Project
<Product> Request Rejected
<Product> Unavailable
Conflicting Credentials
Conflicting tolerate_unreadable
Delay Not Below the Timeout
Empty <argument> Block
Incomplete Credentials
Interval Not Below the Timeout
Invalid <CloudName> Credentials
Invalid <argument>
Invalid Argument for <Noun>
Invalid Endpoint
Malformed <Product> Response
Manual Action Required for <Noun>
Missing <CloudName> Credentials
Missing <name>
Missing Region for <Noun>
Missing require Block
Missing role_arn
Permission Denied for <Noun>
Provider Configuration Not Known Yet
Provider Defect
Some <Noun>s Could Not Be Read
System Clock Skew
Undocumented Value in <argument>
Unknown Endpoint
Unreadable ARMS Metadata
Unreadable Time in TestPlan Packages
Value in Both fail_on and require
Wait for <Noun> Failed
Wait for <Noun> Interrupted
Wait for <Noun> Timed Out
`

// TestSummaries reads the summaries from the sources, so that none is missing from the contract.
func TestSummaries(t *testing.T) {
	var have []string
	for _, folder := range []string{".", "../statusread", "../services"} {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			have = append(have, summariesOf(t, path)...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(have)
	compare(t, "summaries", summaryContract, slices.Compact(have))
}

// summaryArgument is the position of the summary in the calls that make a diagnostic.
var summaryArgument = map[string]int{
	"AddError": 0, "AddWarning": 0, "NewErrorDiagnostic": 0, "NewWarningDiagnostic": 0,
	"AddAttributeError": 1, "AddAttributeWarning": 1, "NewAttributeErrorDiagnostic": 1, "NewAttributeWarningDiagnostic": 1,
}

func summariesOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	add := func(e ast.Expr) {
		// A variable is read where it is assigned, a call where it returns.
		if text := summaryText(e); strings.ContainsAny(text, " ") {
			out = append(out, text)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok {
				if i, ok := summaryArgument[f.Sel.Name]; ok && i < len(n.Args) {
					add(n.Args[i])
				}
			}
		case *ast.AssignStmt:
			if name, ok := n.Lhs[0].(*ast.Ident); ok && name.Name == "summary" && len(n.Lhs) == len(n.Rhs) {
				add(n.Rhs[0])
			}
		}
		return true
	})
	return out
}

// summaryText is an expression with each part that is no literal by its name: "Invalid Argument for <Noun>".
func summaryText(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text
		}
	case *ast.BinaryExpr:
		return summaryText(e.X) + summaryText(e.Y)
	case *ast.SelectorExpr:
		return "<" + e.Sel.Name + ">"
	case *ast.Ident:
		return "<" + e.Name + ">"
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "String" {
			return "<argument>"
		}
		return summaryText(e.Fun)
	}
	return "?"
}
