using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>Whom <c>listen.coaps</c> takes, and what it shows: made of the configuration and the files that it names.</summary>
internal static class DtlsTrust
{
    /// <param name="admission">Null where every device of a key or an authority is taken; else keys and certificates are those of known devices.</param>
    /// <exception cref="IOException">A file cannot be read, or does not hold what it should.</exception>
    public static DtlsCredentials Read(DtlsConfiguration configuration, DeviceAdmission? admission, Func<DateTimeOffset> now) => new()
    {
        KeyOf = admission is not null ? Keys(configuration.Keys, admission) : configuration.Keys.Count > 0 ? Keys(configuration.Keys) : null,
        Certificate = configuration is { CertificateFile: { } certificate, KeyFile: { } key } ? Certificate(certificate, key) : null,
        DeviceOf = admission is not null ? chain => Known(chain, admission) : configuration.AuthorityFile is { } authorities ? Devices(authorities, now) : null,
        TakesAnonymous = configuration.TakesAnonymous,
        MayStay = proof => !(proof.Until <= now()) && proof.Holds?.Invoke() != false && (admission is null || admission.Find(proof.Device) is not null),
    };

    /// <summary>A device's own key is in the registry, or stands in the configuration under its id.</summary>
    private static Func<byte[], DtlsKey?> Keys(IReadOnlyDictionary<string, byte[]> keys, DeviceAdmission admission) => identity =>
    {
        if (admission.Find(Encoding.UTF8.GetString(identity)) is not { } device) return null;
        byte[]? key = device.Record.Credentials.OfType<KeyCredential>().FirstOrDefault()?.Key ?? keys.GetValueOrDefault(device.Record.Id);
        return key is null ? null : new DtlsKey(key, device.Record.Id);
    };

    private static Func<byte[], DtlsKey?> Keys(IReadOnlyDictionary<string, byte[]> keys)
    {
        var known = keys.ToDictionary(key => key.Key, key => new DtlsKey(key.Value, key.Key), StringComparer.Ordinal);
        return identity => known.GetValueOrDefault(Encoding.UTF8.GetString(identity));
    }

    private static DtlsCertificate Certificate(string file, string keyFile) => From(file, () =>
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        using var own = X509Certificate2.CreateFromPemFile(file, keyFile);
        // RFC 7252 section 9.1.3.3 asks for ECDSA; RSA's certificates would not fit a small device's handshake.
        using var key = own.GetECDsaPrivateKey() ?? throw new CryptographicException("it has no ECDSA key, which CoAP asks for");
        return new DtlsCertificate([.. chain.Select(certificate => certificate.RawData)], key.ExportPkcs8PrivateKey());
    });

    private static Func<IReadOnlyList<byte[]>, DtlsProof?> Devices(string file, Func<DateTimeOffset> now) => From(file, () =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        if (authorities.Count == 0) throw new CryptographicException("it holds no certificate");
        return (Func<IReadOnlyList<byte[]>, DtlsProof?>)(chain => DeviceOf(chain, authorities, now()));
    });

    private static DtlsProof? DeviceOf(IReadOnlyList<byte[]> chain, X509Certificate2Collection authorities, DateTimeOffset now) => Look(chain, all =>
    {
        if (CertificateChain.WhyNot(all[0], all, authorities, now, CertificateChain.ClientPurpose) is not null) return null;
        return SubjectName.CommonName(all[0].SubjectName) is { Length: > 0 } name ? Proof(name, all[0]) : null;
    });

    private static DtlsProof? Known(IReadOnlyList<byte[]> chain, DeviceAdmission admission) => Look(chain, all =>
    {
        // It notes which lists it was made by: lists that change before the device is found are looked at again.
        var proof = admission.Proof(all[0], all);
        return admission.Find(all[0], all) is { } device ? Proof(device.Record.Id, all[0]) with { Holds = proof is null ? null : proof.Holds } : null;
    });

    private static DtlsProof Proof(string device, X509Certificate2 certificate) => new(device, certificate.NotAfter);

    private static DtlsProof? Look(IReadOnlyList<byte[]> chain, Func<X509Certificate2Collection, DtlsProof?> look)
    {
        var all = new X509Certificate2Collection();
        try
        {
            foreach (byte[] certificate in chain) all.Add(X509CertificateLoader.LoadCertificate(certificate));
            return look(all);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var certificate in all) certificate.Dispose();
        }
    }

    private static T From<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new IOException($"listen.dtls: {file} cannot be used: {e.Message}", e);
        }
    }
}
