using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A client's handshake with a pre-shared key (RFC 7252 section 9.1.3.1).</summary>
internal sealed class DtlsKeyClient(BcTlsCrypto crypto, byte[] identity, byte[] key) : AbstractTlsClient(crypto)
{
    private static readonly int[] s_suites =
    [
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_PSK_WITH_AES_128_CCM,
        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
    ];

    /// <summary>See <see cref="DtlsRecords.OverheadOf"/>; 0 until the handshake is done.</summary>
    public int Overhead { get; private set; }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        Overhead = DtlsRecords.OverheadOf(m_context.SecurityParameters.CipherSuite);
    }

    public override int GetHandshakeTimeoutMillis() => 10_000;

    public override TlsPskIdentity GetPskIdentity() => new BasicTlsPskIdentity(identity, key);

    // No suite of these shows certificates.
    public override TlsAuthentication GetAuthentication() => throw new TlsFatalAlert(AlertDescription.internal_error);

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

    protected override int[] GetSupportedCipherSuites() => TlsUtilities.GetSupportedCipherSuites(Crypto, s_suites);
}
