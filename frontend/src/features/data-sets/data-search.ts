/** What the data page's address holds: the data set that is open, or the upload that is being looked at. */
export interface DataSearch {
  name?: string;
  upload?: string;
  file?: string;
  format?: string;
}
