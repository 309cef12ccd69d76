using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>One handshake: DTLS 1.2 with a pre-shared key or with certificates on both sides (RFC 7252 section 9.1).</summary>
internal sealed class DtlsServer(BcTlsCrypto crypto, DtlsCredentials credentials, DtlsLimits limits) : AbstractTlsServer(crypto), TlsPskIdentityManager
{
    // ChaCha20 first: BouncyCastle has no path for the AES instructions of arm64. CCM_8 is what RFC 7252 asks of everyone.
    private static readonly int[] s_keySuites =
    [
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_CCM,
        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
    ];

    private static readonly int[] s_certificateSuites =
    [
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
    ];

    private const string OutOfTime = "it did not end in time";

    private volatile string? _identity;
    private string? _alert;
    private bool _isGuess;

    /// <summary>Whom the client has proven to be, once the handshake is done.</summary>
    public DtlsProof? Proof { get; private set; }

    /// <summary>Why the handshake failed, for whoever looks after the device.</summary>
    public DtlsFailure Failure => new(Why() + (_identity is { } name ? $", as '{name}'" : ""), _isGuess);

    /// <summary>Whether it goes by a key that was found, so that what comes next is to be proven by it.</summary>
    public bool HasKey => Proof is not null && _identity is not null;

    /// <summary>See <see cref="DtlsRecords.OverheadOf"/>; known once the handshake is done.</summary>
    public int Overhead { get; private set; }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        Overhead = DtlsRecords.OverheadOf(m_context.SecurityParameters.CipherSuite);
    }

    public override int GetHandshakeTimeoutMillis() => limits.HandshakeMilliseconds;

    public override void NotifyAlertRaised(short alertLevel, short alertDescription, string message, Exception cause)
    {
        if (alertLevel != AlertLevel.fatal) return;
        _alert ??= cause is TlsTimeoutException ? OutOfTime : AlertDescription.GetName(alertDescription);
        _isGuess |= alertDescription is AlertDescription.bad_record_mac or AlertDescription.unknown_psk_identity or AlertDescription.bad_certificate or AlertDescription.decrypt_error;
    }

    public override void NotifyAlertReceived(short alertLevel, short alertDescription)
    {
        if (alertLevel == AlertLevel.fatal) _alert ??= "the device says " + AlertDescription.GetName(alertDescription);
    }

    public byte[]? GetHint() => null;

    public byte[]? GetPsk(byte[] identity)
    {
        if (identity.Length > limits.IdentityBytesMax) return null;
        _identity = Shown(identity);
        var found = credentials.KeyOf?.Invoke(identity);
        Proof = found is null ? null : new DtlsProof(found.Device);
        // BouncyCastle wipes what it is given once it has used it.
        return found?.Key.ToArray();
    }

    public override TlsPskIdentityManager GetPskIdentityManager() => this;

    public override TlsCredentials? GetCredentials() =>
        m_context.SecurityParameters.KeyExchangeAlgorithm == KeyExchangeAlgorithm.ECDHE_ECDSA ? Signer(credentials.Certificate!) : null;

    public override CertificateRequest? GetCertificateRequest() =>
        m_context.SecurityParameters.KeyExchangeAlgorithm != KeyExchangeAlgorithm.ECDHE_ECDSA || credentials.DeviceOf is null
            ? null
            : new CertificateRequest([ClientCertificateType.ecdsa_sign], TlsUtilities.GetDefaultSupportedSignatureAlgorithms(m_context), null);

    public override void NotifyClientCertificate(Certificate clientCertificate)
    {
        var chain = new List<byte[]>();
        foreach (var certificate in clientCertificate.GetCertificateList()) chain.Add(certificate.GetEncoded());
        if (chain.Count > 0) Proof = credentials.DeviceOf?.Invoke(chain) ?? throw new TlsFatalAlert(AlertDescription.bad_certificate);
        else if (!credentials.TakesAnonymous) throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }

    // Without either nobody could be known by it, and yet be taken.
    private bool MayShowCertificate => credentials.Certificate is not null && (credentials.DeviceOf is not null || credentials.TakesAnonymous);

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override bool PreferLocalCipherSuites() => true;

    protected override int[] GetSupportedCipherSuites() => TlsUtilities.GetSupportedCipherSuites(
        Crypto, [.. credentials.KeyOf is null ? [] : s_keySuites, .. MayShowCertificate ? s_certificateSuites : []]);

    private string Why() => _alert switch
    {
        "bad_record_mac" when _identity is not null => "the key is wrong",
        null or OutOfTime or "internal_error" when _identity is not null => "the key is wrong, or the network too slow",
        _ => _alert ?? OutOfTime,
    };

    // It comes from a stranger, and goes into a log.
    private static string Shown(ReadOnlySpan<byte> identity)
    {
        Span<char> text = stackalloc char[identity.Length];
        for (int i = 0; i < text.Length; i++) text[i] = identity[i] is > 0x20 and < 0x7f ? (char)identity[i] : '?';
        return text.ToString();
    }

    private BcDefaultTlsCredentialedSigner Signer(DtlsCertificate certificate)
    {
        var chain = new TlsCertificate[certificate.Chain.Count];
        for (int i = 0; i < chain.Length; i++) chain[i] = Crypto.CreateCertificate(certificate.Chain[i]);
        return new BcDefaultTlsCredentialedSigner(
            new TlsCryptoParameters(m_context), crypto, PrivateKeyFactory.CreateKey(certificate.Pkcs8), new Certificate(chain),
            new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
