/**
 * The one Trusted Types policy of the app (envoy/config/web.ts allows no other): Mantine writes its style sheets as inner HTML of
 * style elements, and nothing needs more. Text with a tag in it is no style sheet of Mantine, so it never becomes markup.
 */

type Policies = {
  createPolicy(name: 'default', rules: { createHTML(text: string): string | null }): unknown;
};

const { trustedTypes } = globalThis as { trustedTypes?: Policies };
trustedTypes?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) });
