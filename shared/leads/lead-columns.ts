/**
 * The names of columns by what they hold, those preferred first where a file has several. Case, spaces and punctuation of a header don't
 * matter: `Owner 1 First Name` is `owner1firstname`.
 *
 * Besides plain names these are the headers of PropStream's exports and of Melissa's. A mailing address is not the property's, so it is
 * in none of them.
 */
export const leadColumns = {
  full_name: "fullname name ownername owner contactname owner1name",
  given_name: "givenname firstname owner1firstname first",
  family_name: "familyname lastname owner1lastname surname last",
  email: "email emailaddress owner1email email1 email2 email3 email4 email5",
  phone:
    "mobile mobilephone cell cellphone phone phonenumber telephone owner1phone phone1 mobile1 cell1 mobile2 cell2 phone2 phone3 phone4 " +
    "phone5 landline landlinephone homephone landline1 landline2",
  street:
    "street address streetaddress propertyaddress propertystreet siteaddress situsaddress address1 addressline1 propertystreetaddress",
  unit: "unit unitnumber unitno apt apartment suite address2 addressline2 propertyunit propertyunitnumber",
  city: "city propertycity locality sitecity situscity",
  state: "state propertystate administrativearea sitestate situsstate",
  postal_code: "zip zipcode postalcode propertyzip propertyzipcode sitezip situszip zip5",
  plus4: "zip4 plus4 zipplus4",
  county: "county propertycounty countyname",
  property_type: "propertytype",
  bedrooms: "bedrooms beds bedroomcount",
  bathrooms: "totalbathrooms bathrooms baths bathroomcount",
  living_area_sqft: "livingareasqft buildingsqft livingarea livingsquarefeet squarefeet sqft buildingarea",
  year_built: "yearbuilt effectiveyearbuilt",
  estimated_value: "estimatedvalue estvalue estimatedvalueamount avm marketvalue",
  estimated_value_currency: "estimatedvaluecurrency currency",
  owner_occupied: "owneroccupied",
  tags: "tags tag labels",
  mak: "mak melissaaddresskey",
  apn: "apn parcelnumber parcelid assessorsparcelnumber assessorparcelnumber apnformatted formattedapn unformattedapn",
  verification_provider: "verificationprovider",
  verification_codes: "results resultcodes melissaresults mdresults verificationcodes",
  verification_payload: "melissapayload verificationpayload",
  consent: "consent consented optin",
  consent_at: "consentat consenttime consenttimestamp consentdate optinat",
  consent_source: "consentsource optinsource",
  consent_text_version: "consenttextversion consentversion",
  score: "score leadscore",
} as const;

/** What a column can hold. */
export type LeadColumn = keyof typeof leadColumns;

type Known = { readonly column: LeadColumn; readonly preference: number };

const known: ReadonlyMap<string, Known> = new Map(
  Object.entries(leadColumns).flatMap(([column, names]) =>
    names
      .split(" ")
      // Its keys are what Object.entries was given.
      .map((name, preference) => [name, { column: column as LeadColumn, preference }] as const),
  ),
);

/** What a header says that its column holds, and how much that is preferred (0 most); null when it says nothing that we know. */
export function columnOf(header: string): Known | null {
  const name = header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  return known.get(name) ?? null;
}
