namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>What payloads are where their protocol does not say it.</summary>
public enum PayloadFormat
{
    Json,
    Cbor,

    /// <summary>Pairs such as <c>temp=21.5 hum=40</c>.</summary>
    Text,

    /// <summary>Numbers at fixed places.</summary>
    Binary,

    /// <summary>The payload as it is goes with the reading: a picture, a text.</summary>
    Bytes,
}
