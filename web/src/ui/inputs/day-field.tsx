/** A field for a date: typed in the format of the locale, or picked from a calendar. */
import { DateInput, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { type Day, formatShortDay, readDay } from '../../i18n/dates.ts';

type Props = Omit<DateInputProps, 'value' | 'onChange'> & {
  readonly value?: Day;
  readonly onChange: (day: Day) => void;
};

export function DayField({ value = '', onChange, ...rest }: Props) {
  const { locale, today } = useCurrentHousehold();
  return (
    <DateInput
      valueFormat={(day) => formatShortDay(day, locale)}
      dateParser={(text) => readDay(text, locale, today) ?? null}
      rightSection={<IconCalendar size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />}
      rightSectionPointerEvents="none"
      firstDayOfWeek={weekStart(locale)}
      popoverProps={{ shadow: 'md' }}
      {...rest}
      value={value || null}
      onChange={(day) => onChange(day ?? '')}
    />
  );
}

/** The first day of the week: Sunday or Monday. */
function weekStart(locale: string): 0 | 1 {
  const info = new Intl.Locale(locale) as { getWeekInfo?: () => { firstDay: number } };
  return info.getWeekInfo?.().firstDay === 7 ? 0 : 1;
}
