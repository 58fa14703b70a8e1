// Schema-only stand-in for the Terraform provider hashicorp/aws 6.66.0, for machines that can't download it.
// It serves the real resource schemas (derived from the npm package @cdktn/provider-aws 25.7.0), so that
// `terraform validate` and `terraform test` with `mock_provider "aws"` work; it never talks to AWS.
// It does not know value enums, ConflictsWith rules or ARN/CIDR syntax: use checkov beside it.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed schema.json.gz
var raw []byte

type attr struct {
	Type     json.RawMessage `json:"type"`
	Nested   *nested         `json:"nested_type"`
	Required bool            `json:"required"`
	Optional bool            `json:"optional"`
	Computed bool            `json:"computed"`
}
type nested struct {
	Mode       string          `json:"nesting_mode"`
	Attributes map[string]attr `json:"attributes"`
}
type blk struct {
	Attributes map[string]attr `json:"attributes"`
	Blocks     map[string]struct {
		Mode  string `json:"nesting_mode"`
		Min   int64  `json:"min_items"`
		Max   int64  `json:"max_items"`
		Block blk    `json:"block"`
	} `json:"block_types"`
}
type sch struct {
	Block blk `json:"block"`
}
type all struct {
	R map[string]sch `json:"resource_schemas"`
	D map[string]sch `json:"data_source_schemas"`
	E map[string]sch `json:"ephemeral_resource_schemas"`
	P sch            `json:"provider"`
}

func typ(r json.RawMessage) tftypes.Type {
	t, err := tftypes.ParseJSONType(r) //nolint
	if err != nil {
		panic(fmt.Sprint(string(r), err))
	}
	return t
}
func keys[T any](m map[string]T) []string {
	k := make([]string, 0, len(m))
	for x := range m {
		k = append(k, x)
	}
	sort.Strings(k)
	return k
}
func attrs(m map[string]attr, inNested bool) (o []*tfprotov6.SchemaAttribute) {
	for _, k := range keys(m) {
		a := m[k]
		// The source of the schemas does not say which attributes are write-only; the provider names all of them so.
		s := &tfprotov6.SchemaAttribute{Name: k, Required: a.Required, Optional: a.Optional, Computed: a.Computed, WriteOnly: strings.HasSuffix(k, "_wo")}
		if a.Nested != nil {
			md := map[string]tfprotov6.SchemaObjectNestingMode{"single": tfprotov6.SchemaObjectNestingModeSingle, "list": tfprotov6.SchemaObjectNestingModeList, "set": tfprotov6.SchemaObjectNestingModeSet, "map": tfprotov6.SchemaObjectNestingModeMap}[a.Nested.Mode]
			s.NestedType = &tfprotov6.SchemaObject{Nesting: md, Attributes: attrs(a.Nested.Attributes, true)}
		} else {
			s.Type = typ(a.Type)
		}
		o = append(o, s)
	}
	return
}
func block(b blk) *tfprotov6.SchemaBlock {
	o := &tfprotov6.SchemaBlock{Attributes: attrs(b.Attributes, false)}
	for _, k := range keys(b.Blocks) {
		n := b.Blocks[k]
		md := map[string]tfprotov6.SchemaNestedBlockNestingMode{"single": tfprotov6.SchemaNestedBlockNestingModeSingle, "list": tfprotov6.SchemaNestedBlockNestingModeList, "set": tfprotov6.SchemaNestedBlockNestingModeSet, "map": tfprotov6.SchemaNestedBlockNestingModeMap}[n.Mode]
		if hasDyn(n.Block) { // recursive statements of wafv2, which have no schema of their own: write them as rule_json
			continue
		}
		nb := &tfprotov6.SchemaNestedBlock{TypeName: k, Nesting: md, Block: block(n.Block)}
		if n.Mode == "list" || n.Mode == "set" {
			nb.MinItems, nb.MaxItems = n.Min, n.Max
		}
		o.BlockTypes = append(o.BlockTypes, nb)
	}
	return o
}

func hasDyn(b blk) bool {
	for _, a := range b.Attributes {
		if string(a.Type) == `"dynamic"` {
			return true
		}
	}
	for _, n := range b.Blocks {
		if hasDyn(n.Block) {
			return true
		}
	}
	return false
}

type server struct {
	tfprotov6.ProviderServer // nil: unimplemented calls crash on purpose
	r, d, e                  map[string]*tfprotov6.Schema
	p                        *tfprotov6.Schema
}

var caps = &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true}

func (s *server) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	o := &tfprotov6.GetMetadataResponse{ServerCapabilities: caps}
	for k := range s.r {
		o.Resources = append(o.Resources, tfprotov6.ResourceMetadata{TypeName: k})
	}
	for k := range s.d {
		o.DataSources = append(o.DataSources, tfprotov6.DataSourceMetadata{TypeName: k})
	}
	return o, nil
}
func (s *server) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{Provider: s.p, ResourceSchemas: s.r, DataSourceSchemas: s.d, EphemeralResourceSchemas: s.e, ServerCapabilities: caps, Functions: map[string]*tfprotov6.Function{}}, nil
}
func (s *server) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}
func (s *server) ValidateProviderConfig(_ context.Context, r *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}
func (s *server) ValidateResourceConfig(_ context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	o := &tfprotov6.ValidateResourceConfigResponse{}
	sc := s.r[r.TypeName]
	v, err := r.Config.Unmarshal(sc.ValueType())
	if err != nil {
		return nil, err
	}
	m := map[string]tftypes.Value{}
	if err := v.As(&m); err != nil {
		return nil, err
	}
	for _, a := range sc.Block.Attributes {
		if x, ok := m[a.Name]; ok && a.Computed && !a.Optional && !a.Required && !x.IsNull() {
			o.Diagnostics = append(o.Diagnostics, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Value for unconfigurable attribute", Detail: a.Name + " is read-only", Attribute: tftypes.NewAttributePath().WithAttributeName(a.Name)})
		}
	}
	return o, nil
}
func (s *server) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}
func (s *server) ValidateEphemeralResourceConfig(context.Context, *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov6.ValidateEphemeralResourceConfigResponse{}, nil
}
func (s *server) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{Diagnostics: []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "schema-only stand-in", Detail: "Use mock_provider in terraform test; this binary never talks to AWS."}}}, nil
}
func (s *server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func main() {
	var a all
	unzipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	if err := json.NewDecoder(unzipped).Decode(&a); err != nil {
		panic(err)
	}
	conv := func(m map[string]sch) map[string]*tfprotov6.Schema {
		o := map[string]*tfprotov6.Schema{}
		for k, v := range m {
			o[k] = &tfprotov6.Schema{Version: 0, Block: block(v.Block)}
		}
		return o
	}
	s := &server{r: conv(a.R), d: conv(a.D), e: conv(a.E), p: &tfprotov6.Schema{Block: block(a.P.Block)}}
	if err := tf6server.Serve("registry.terraform.io/hashicorp/aws", func() tfprotov6.ProviderServer { return s }); err != nil {
		panic(err)
	}
}
