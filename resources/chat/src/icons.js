// The program's own icons; build.mjs turns each picture into a list of its shapes.
import alert from '../../icons/triangle-alert.svg';
import check from '../../icons/check.svg';
import chevron from '../../icons/chevron-right.svg';
import copy from '../../icons/copy.svg';
import cross from '../../icons/x.svg';
import down from '../../icons/arrow-down.svg';
import hand from '../../icons/hand.svg';
import image from '../../icons/image.svg';
import minus from '../../icons/minus.svg';
import retry from '../../icons/refresh-cw.svg';
import spinner from '../../icons/loader-circle.svg';
import waiting from '../../icons/circle.svg';

export const icons = { alert, check, chevron, copy, cross, down, hand, image, minus, retry, spinner, waiting };
