/** A field for a date: typed in the format of the locale, or picked from a calendar. */
import '@mantine/dates/styles.css';
import { DateInput, type DateInputProps, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/de';
import { IconCalendar } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { type Day, formatShortDay, readDay } from '../../i18n/dates.ts';
import { useLanguage } from '../../i18n/language.ts';
import { numericLocale } from '../../i18n/locale.ts';

type Props = Omit<DateInputProps, 'value' | 'onChange'> & {
  readonly value?: Day;
  readonly onChange: (day: Day) => void;
};

export function DayField({ value = '', onChange, popoverProps, ...rest }: Props) {
  const { locale, today } = useCurrentHousehold();
  const calendar = useCalendar();
  const language = useLanguage();
  return (
    <DatesProvider settings={{ locale: language }}>
      <DateInput
        valueFormat={(day) => formatShortDay(day, locale)}
        dateParser={(text) => readDay(text, locale, today) ?? null}
        rightSection={<IconCalendar size={sizes.smallIcon} stroke={sizes.stroke} aria-hidden />}
        rightSectionPointerEvents="none"
        firstDayOfWeek={weekStart(locale)}
        {...rest}
        {...calendar.field}
        popoverProps={{ shadow: 'md', ...popoverProps, opened: calendar.isOpen }}
        value={value || null}
        onChange={(day) => {
          calendar.close();
          onChange(day ?? '');
        }}
      />
    </DatesProvider>
  );
}

/** The calendar opens by a click or an arrow key. Opened by the focus alone, it would cover what comes next. */
function useCalendar() {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowDown') setIsOpen(true);
    if (key === 'Escape' || key === 'Tab') close();
  };
  const field = {
    onClick: () => setIsOpen(true),
    onBlur: close,
    onKeyDown,
    // Esc closes the calendar, not the dialog around it.
    'data-mantine-stop-propagation': isOpen || undefined,
  };
  return { isOpen, close, field };
}

/** The first day of the week: Sunday or Monday. */
function weekStart(locale: string): 0 | 1 {
  const info = new Intl.Locale(numericLocale(locale)) as { getWeekInfo?: () => { firstDay: number } };
  return info.getWeekInfo?.().firstDay === 7 ? 0 : 1;
}
