using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Certificates;

/// <summary>An issuer that signs for a life of ninety days, or does what the test says.</summary>
internal sealed class ScriptedIssuer(FakeTimeProvider time) : ICertificateIssuer, IDisposable
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public List<OwnRequest> Asked { get; } = [];

    public Exception? Trouble { get; set; }

    /// <summary>Signs for another key than the one that asks.</summary>
    public bool IsConfused { get; set; }

    public Task<X509Certificate2Collection> Issue(OwnRequest request, CancellationToken stop)
    {
        // Who asked takes its own away.
        Asked.Add(request with { Current = request.Current is { } current ? X509CertificateLoader.LoadCertificate(current.RawData) : null });
        if (Trouble is not null) return Task.FromException<X509Certificate2Collection>(Trouble);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest(new X500DistinguishedName($"CN={request.CommonName}"), IsConfused ? new PublicKey(other) : new PublicKey(request.Key), HashAlgorithmName.SHA256);
        var signed = certificate.Create(new X500DistinguishedName("CN=issuer"), X509SignatureGenerator.CreateForECDsa(_key), time.GetUtcNow(), time.GetUtcNow() + Life, [1, (byte)Asked.Count]);
        return Task.FromResult(new X509Certificate2Collection(signed));
    }

    public void Dispose() => _key.Dispose();
}
