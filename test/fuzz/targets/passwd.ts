/** /etc/passwd of a tree: names by number. */
import { parsePasswd } from '../../../src/procfs/passwd.js';
import { fixtureTexts } from '../corpus.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount } from '../sound.js';
import { target } from '../target.js';

const REAL =
  'root:x:0:0:root:/root:/bin/bash\n# comment\nuser:x:1000:1000:A User,,,:/home/user:/bin/sh\n+nis\nnobody:x:65534:65534::/:\n';

export const passwd = target({
  name: 'passwd',
  shortCases: 2000,
  arbitrary: mutatedText([REAL, ...fixtureTexts('trees', /\/etc\/passwd$/)], [':x:', '::', ':1000:', 'root:x:0']),
  check(text) {
    for (const [uid, name] of parsePasswd(text)) {
      mustCount(uid, `uid of ${name}`);
      must(name !== '' && !name.includes('\n'), 'a user without a name');
    }
  },
});
