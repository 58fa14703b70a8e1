/** For a user without a household: the last one was deleted or left. Offers to create one. */
import { Anchor, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import type { User } from '#gen/melo/users/v1/user_pb.ts';
import { useWrite } from '../../api/mutations.ts';
import { renewMemberships, signOut } from '../../api/session/session.ts';
import { richText, text } from '../../i18n/text.ts';
import { CurrencySelect, TimeZoneSelect } from '../../ui/inputs/choice-selects.tsx';
import { currencyOfLocale } from '../../ui/inputs/currencies.ts';
import { showServerErrors } from '../../ui/inputs/form.tsx';
import { AuthForm } from '../auth/auth-form.tsx';
import { AuthFrame } from '../auth/auth-frame.tsx';
import { checkHouseholdName } from './validation.ts';

export const NoHouseholdPage = ({ user }: { readonly user: User }) => (
  <AuthFrame
    title={text('household.create-a-household')}
    text={text('household.you-are-not-a-member-of', { name: user.name })}
    below={richText('household.signed-in-as', {
      email: user.email,
      signOut: (label) => (
        <Anchor component="button" type="button" size="sm" onClick={() => signOut()}>
          {label}
        </Anchor>
      ),
    })}
  >
    <NewHouseholdForm user={user} />
  </AuthFrame>
);

function NewHouseholdForm({ user }: { readonly user: User }) {
  const form = useForm({
    initialValues: {
      name: '',
      baseCurrency: currencyOfLocale(navigator.language),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    },
    validate: { name: checkHouseholdName },
  });
  // The current token does not name the new household, so its pages would find nothing.
  const create = useWrite(HouseholdService.method.createHousehold, 'people', {
    settle: renewMemberships,
    onError: (error) => showServerErrors(form, error, { resource: 'household' }),
  });
  const send = ({ name, ...others }: typeof form.values) =>
    create.mutate({ household: { ...others, name: name.trim(), locale: user.locale } });
  return (
    <AuthForm form={form} submit={send} submitLabel={text('household.create-household')} busy={create.isPending}>
      <TextInput
        label={text('household.name-of-the-household')}
        placeholder={text('household.home')}
        maxLength={100}
        autoFocus
        {...form.getInputProps('name')}
      />
      <CurrencySelect
        label={text('household.currency-of-totals')}
        description={text('household.accounts-may-have-other-currencies')}
        locale={user.locale || navigator.language}
        {...form.getInputProps('baseCurrency')}
      />
      <TimeZoneSelect label={text('household.time-zone')} {...form.getInputProps('timeZone')} />
    </AuthForm>
  );
}
