namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>Why bytes are no SenML pack.</summary>
internal enum SenMlError
{
    None,
    Malformed,
    NotAPack,
    TooManyRecords,
    NameInvalid,
    NameTooLong,
    VersionUnknown,
    NumberOutOfRange,

    /// <summary>A label that ends in _ must be understood (RFC 8428 section 4.4).</summary>
    LabelUnknown,

    /// <summary>A record with two values, or with neither value nor sum.</summary>
    ValueCount,
}
