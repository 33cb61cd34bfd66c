-- What a page reads of MP4s instead of their own tables. --------------------------------------------
COMMENT ON COLUMN derived.kind IS 'packets, index (where the pictures of an MP4 lie), peaks, remux, thumbs (pictures; made when first looked at) or sound (8 kHz mono; made when it is first aligned).';
