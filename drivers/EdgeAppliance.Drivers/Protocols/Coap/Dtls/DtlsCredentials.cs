namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Who may speak. What is left null is not offered.</summary>
internal sealed record DtlsCredentials
{
    /// <summary>The key of a PSK identity; null where there is none of that name.</summary>
    public Func<byte[], DtlsKey?>? KeyOf { get; init; }

    public DtlsCertificate? Certificate { get; init; }

    /// <summary>The device that a client's chain (DER, its own certificate first) proves; null where it proves none. Where it is not
    /// set, clients are not asked for certificates.</summary>
    public Func<IReadOnlyList<byte[]>, DtlsProof?>? DeviceOf { get; init; }

    /// <summary>Whether a client that shows no certificate is taken, as whatever device it says it is.</summary>
    public bool TakesAnonymous { get; init; }

    /// <summary>Whether a device that has proven itself is still to be heard; null where each is.</summary>
    public Func<DtlsProof, bool>? MayStay { get; init; }
}
