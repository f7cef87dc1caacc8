/**
 * `nvidia-smi pmon` as drivers print it, written down by the columns that NVIDIA's manual page and public bug reports show; the numbers are
 * made up. Each names what must be read from it.
 */
interface PmonForm {
  readonly text: string;
  readonly expected: readonly (readonly [gpu: number, pid: number, values: Readonly<Record<string, number | '-'>>])[];
}

export const PMON_FORMS: Readonly<Record<'525' | '545' | '550' | '590', PmonForm>> = {
  '525': {
    text: [
      '# gpu        pid  type    sm   mem   enc   dec    fb   command',
      '# Idx          #   C/G     %     %     %     %    MB   name',
      '    0       2355     G     4     1     -     -   340   gnome-shell    ',
      '    0       4242     C    61    22     -     -  8192   python3        ',
      '    1          -     -     -     -     -     -     -   -              ',
    ].join('\n'),
    expected: [
      [0, 2355, { sm: 4, mem: 1, enc: '-', dec: '-', fb: 340 }],
      [0, 4242, { sm: 61, mem: 22, enc: '-', dec: '-', fb: 8192 }],
    ],
  },
  '545': {
    text: [
      '#Date       Time        gpu        pid  type    sm   mem   enc   dec    fb   command',
      '#YYYYMMDD   HH:MM:SS    Idx          #   C/G     %     %     %     %    MB   name',
      ' 20251125   12:00:01      0       4242   C+G    61    22     3     -  8192   my prog name   ',
    ].join('\n'),
    expected: [[0, 4242, { sm: 61, mem: 22, enc: 3, dec: '-', fb: 8192 }]],
  },
  '550': {
    text: [
      '#Date        Time         gpu         pid   type     sm    mem    enc    dec    jpg    ofa     fb   ccpm    command ',
      '#YYYYMMDD    HH:MM:SS     Idx           #    C/G      %      %      %      %      %      %     MB     MB    name ',
      ' 20251125    12:00:01       0        4242     C     60     22      -      -      -      -   8192      0    my prog name   ',
      ' 20251125    12:00:01       7          99     C      -      -      -      -      -      -    100      0    ',
    ].join('\n'),
    expected: [
      [0, 4242, { sm: 60, mem: 22, enc: '-', dec: '-', jpg: '-', ofa: '-', fb: 8192, ccpm: 0 }],
      [7, 99, { sm: '-', mem: '-', enc: '-', dec: '-', jpg: '-', ofa: '-', fb: 100, ccpm: 0 }],
    ],
  },
  '590': {
    text: [
      '#Date        Time         gpu         pid   type     sm    mem    enc    dec    jpg    ofa    gi    ci     fb   ccpm    protected    command ',
      '#YYYYMMDD    HH:MM:SS     Idx           #    C/G      %      %      %      %      %      %     #     #     MB     MB    -    name ',
      ' 20251125    12:00:01       0        4242   M+C     60     22      1      2      3      4     -     -   8192      0    0    a  b   ',
    ].join('\n'),
    expected: [[0, 4242, { sm: 60, mem: 22, enc: 1, dec: 2, jpg: 3, ofa: 4, gi: '-', ci: '-', fb: 8192, ccpm: 0, protected: 0 }]],
  },
};
