namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What a body is.</summary>
internal enum PostFormat
{
    Unknown,
    Json,

    /// <summary>One JSON object a line.</summary>
    JsonLines,
    Cbor,

    /// <summary>Numbers at the places that the source's layout names.</summary>
    Binary,

    /// <summary>Whatever it is, as it is, because the source says so.</summary>
    Bytes,
    SenMlJson,
    SenMlCbor,
    Csv,
    CloudEvent,
    CloudEvents,

    /// <summary>Pairs, or an object where it looks like one.</summary>
    Text,
}
