// USPS Publication 28, appendix C2.
const withRange =
  "APARTMENT APT|APARTMENTS APT|APT APT|APPT APT|BUILDING BLDG|BLDG BLDG|DEPARTMENT DEPT|DEPT DEPT|FLOOR FL|FL FL|HANGAR HNGR|" +
  "HNGR HNGR|KEY KEY|LOT LOT|PIER PIER|ROOM RM|RM RM|SLIP SLIP|SPACE SPC|SPC SPC|STOP STOP|SUITE STE|STE STE|TRAILER TRLR|" +
  "TRLR TRLR|UNIT UNIT|NO #|NUMBER #|# #";
const alone =
  "BASEMENT BSMT|BSMT BSMT|FRONT FRNT|FRNT FRNT|LOBBY LBBY|LBBY LBBY|LOWER LOWR|LOWR LOWR|OFFICE OFC|OFC OFC|PENTHOUSE PH|PH PH|" +
  "REAR REAR|SIDE SIDE|UPPER UPPR|UPPR UPPR";

/** Designators that stand before the unit's number, by every spelling; `#` where which one isn't known. */
export const rangedUnitDesignators: ReadonlyMap<string, string> = pairs(withRange);

/** Designators that may stand alone, as `REAR`. */
export const lonelyUnitDesignators: ReadonlyMap<string, string> = pairs(alone);

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("|").map((pair) => {
      const [spelling = "", standard = ""] = pair.split(" ");
      return [spelling, standard] as const;
    }),
  );
}
