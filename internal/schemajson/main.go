// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command schemajson writes the provider's schemas in the form of `terraform providers schema -json`, which tfplugindocs
// reads. A CLI leaves out the kinds that it does not know: before Terraform 1.14, and in OpenTofu, the actions.
//
//	go run ./internal/schemajson ADDRESS
//
// The address is the key of the provider in the output.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: schemajson ADDRESS")
	}
	response, err := serve.Server(provider.New("dev")()).GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	for _, d := range response.Diagnostics {
		return fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}
	if len(response.ResourceSchemas)+len(response.Functions)+len(response.ListResourceSchemas) > 0 {
		return errors.New("the provider has kinds that schemajson does not write")
	}
	return json.NewEncoder(os.Stdout).Encode(tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{args[0]: providerSchema(response)},
	})
}

func providerSchema(response *tfprotov6.GetProviderSchemaResponse) *tfjson.ProviderSchema {
	out := &tfjson.ProviderSchema{
		ConfigSchema:             schema(response.Provider),
		DataSourceSchemas:        map[string]*tfjson.Schema{},
		EphemeralResourceSchemas: map[string]*tfjson.Schema{},
		ActionSchemas:            map[string]*tfjson.ActionSchema{},
	}
	for name, s := range response.DataSourceSchemas {
		out.DataSourceSchemas[name] = schema(s)
	}
	for name, s := range response.EphemeralResourceSchemas {
		out.EphemeralResourceSchemas[name] = schema(s)
	}
	for name, s := range response.ActionSchemas {
		out.ActionSchemas[name] = &tfjson.ActionSchema{Block: block(s.Schema.Block)}
	}
	return out
}

func schema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: uint64(s.Version), Block: block(s.Block)} //nolint:gosec // a version is not negative
}

func block(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	out := &tfjson.SchemaBlock{
		Attributes:      attributes(b.Attributes),
		NestedBlocks:    map[string]*tfjson.SchemaBlockType{},
		Description:     b.Description,
		DescriptionKind: descriptionKind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
	for _, nested := range b.BlockTypes {
		out.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: nesting(nested.Nesting),
			Block:       block(nested.Block),
			MinItems:    uint64(nested.MinItems), //nolint:gosec // a number of items is not negative
			MaxItems:    uint64(nested.MaxItems), //nolint:gosec // a number of items is not negative
		}
	}
	return out
}

func attributes(list []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	out := map[string]*tfjson.SchemaAttribute{}
	for _, a := range list {
		converted := &tfjson.SchemaAttribute{
			Description:     a.Description,
			DescriptionKind: descriptionKind(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType != nil {
			converted.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  attributes(a.NestedType.Attributes),
				NestingMode: nesting(a.NestedType.Nesting),
			}
		} else {
			converted.AttributeType = ctyType(a.Type)
		}
		out[a.Name] = converted
	}
	return out
}

// ctyType converts a type by its JSON form, which both libraries share with the plugin protocol.
func ctyType(t tftypes.Type) cty.Type {
	text, err := json.Marshal(t)
	if err == nil {
		var out cty.Type
		if err = json.Unmarshal(text, &out); err == nil {
			return out
		}
	}
	panic(fmt.Sprintf("the type %s has no JSON form: %v", t, err))
}

// nesting is the mode of a nested block or attribute; the protocol has an enumeration for each, in capitals.
func nesting(mode fmt.Stringer) tfjson.SchemaNestingMode {
	return tfjson.SchemaNestingMode(strings.ToLower(mode.String()))
}

func descriptionKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if kind == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}
