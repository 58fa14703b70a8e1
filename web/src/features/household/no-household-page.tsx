/** For a person who is in no household: the last one was deleted or left. Offers to create one. */
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { failureOf } from '../../api/errors.ts';
import { useWrite } from '../../api/mutations.ts';
import { renewMemberships, signOut } from '../../api/session.ts';
import { richText, text } from '../../i18n/text.ts';
import { CurrencySelect, TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { currencyOfLocale } from '../../ui/inputs/currencies.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { AuthFrame } from '../auth/auth-frame.tsx';

export function NoHouseholdPage({ user }: { readonly user: User }) {
  const locale = user.locale || navigator.language;
  const [name, setName] = useState('');
  const [baseCurrency, setBaseCurrency] = useState(() => currencyOfLocale(navigator.language));
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
  // The token at hand does not name the new household, so its pages would find nothing.
  const create = useWrite(HouseholdService.method.createHousehold, 'people', { settle: renewMemberships });
  const failure = create.error ? failureOf(create.error) : undefined;
  const fields = failure?.fields ?? {};

  return (
    <AuthFrame
      title={text('household.create-a-household')}
      text={text('household.you-are-not-a-member-of', { name: user.name })}
      below={richText('household.signed-in-as', {
        email: user.email,
        signOut: (label) => (
          <Anchor key="sign-out" component="button" type="button" size="sm" onClick={() => signOut()}>
            {label}
          </Anchor>
        ),
      })}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ household: { name: name.trim(), baseCurrency, timeZone, locale: user.locale } });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={text('household.name-of-the-household')}
            placeholder={text('household.home')}
            maxLength={100}
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fields['household.name']}
          />
          <CurrencySelect
            label={text('household.currency-of-totals')}
            description={text('household.accounts-may-have-other-currencies')}
            locale={locale}
            value={baseCurrency}
            onChange={setBaseCurrency}
            error={fields['household.base_currency']}
          />
          <TimeZoneSelect
            label={text('household.time-zone')}
            value={timeZone}
            onChange={setTimeZone}
            error={fields['household.time_zone']}
          />
          {create.error && Object.keys(fields).length === 0 && <FormError error={create.error} />}
          <Button type="submit" fullWidth loading={create.isPending} disabled={name.trim() === ''}>
            {text('household.create-household')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
