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

    /// <summary>Whom the client has proven to be, once the handshake is done.</summary>
    public string? Device { get; private set; }

    public override int GetHandshakeTimeoutMillis() => limits.HandshakeMilliseconds;

    public byte[]? GetHint() => null;

    public byte[]? GetPsk(byte[] identity)
    {
        var found = credentials.KeyOf?.Invoke(identity);
        Device = found?.Device;
        return found?.Key;
    }

    public override TlsPskIdentityManager GetPskIdentityManager() => this;

    public override TlsCredentials? GetCredentials() =>
        m_context.SecurityParameters.KeyExchangeAlgorithm == KeyExchangeAlgorithm.ECDHE_ECDSA ? Signer(credentials.Certificate!) : null;

    public override CertificateRequest? GetCertificateRequest() =>
        m_context.SecurityParameters.KeyExchangeAlgorithm != KeyExchangeAlgorithm.ECDHE_ECDSA
            ? null
            : new CertificateRequest([ClientCertificateType.ecdsa_sign], TlsUtilities.GetDefaultSupportedSignatureAlgorithms(m_context), null);

    public override void NotifyClientCertificate(Certificate clientCertificate)
    {
        var chain = new List<byte[]>();
        foreach (var certificate in clientCertificate.GetCertificateList()) chain.Add(certificate.GetEncoded());
        if (chain.Count == 0) throw new TlsFatalAlert(AlertDescription.handshake_failure);
        Device = credentials.DeviceOf?.Invoke(chain) ?? throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override bool PreferLocalCipherSuites() => true;

    protected override int[] GetSupportedCipherSuites() => TlsUtilities.GetSupportedCipherSuites(
        Crypto, [.. credentials.KeyOf is null ? [] : s_keySuites, .. credentials.Certificate is null ? [] : s_certificateSuites]);

    private BcDefaultTlsCredentialedSigner Signer(DtlsCertificate certificate)
    {
        var chain = new TlsCertificate[certificate.Chain.Count];
        for (int i = 0; i < chain.Length; i++) chain[i] = Crypto.CreateCertificate(certificate.Chain[i]);
        return new BcDefaultTlsCredentialedSigner(
            new TlsCryptoParameters(m_context), crypto, PrivateKeyFactory.CreateKey(certificate.Pkcs8), new Certificate(chain),
            new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
