namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>What a CBOR item is (RFC 8949 section 3).</summary>
internal enum CborKind
{
    Broken,
    Positive,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    IndefiniteArray,
    IndefiniteMap,
    Tag,
    Float,
    False,
    True,
    Null,

    /// <summary>The end of an array or map of no told length.</summary>
    Break,
    Other,
}
