using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Takes over <c>device.crt</c>, which a technician brought back for the signing request.</summary>
internal sealed class BroughtCertificate(ProvisionPaths paths, IProvisionDisk disk)
{
    private const int BytesMax = 256 << 10;

    /// <returns>What the technician is told; null where none was brought.</returns>
    /// <exception cref="InvalidDataException">It is no certificate of this device; the file is left as it is.</exception>
    /// <exception cref="IOException">A disk fails.</exception>
    public string? Take()
    {
        if (!File.Exists(paths.BroughtCertificate)) return null;
        using var key = new DeviceIdentity(paths, disk).Key();
        byte[] mine = key.ExportSubjectPublicKeyInfo();
        var all = Read();
        var own = all.FirstOrDefault(one => one.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(mine))
            ?? throw new InvalidDataException("device.crt is a certificate of another key: it must be made from this device's own device.csr");
        var text = new StringBuilder(own.ExportCertificatePem()).Append('\n');
        foreach (var above in all)
            if (above != own && !DeviceIdentity.IsSelfSigned(above)) text.Append(above.ExportCertificatePem()).Append('\n');
        string path = paths.At(ProvisionPaths.Certificate);
        disk.Remove(path + ".new");
        disk.WriteFile(path + ".new", Encoding.ASCII.GetBytes(text.ToString()), Modes.Public);
        disk.GiveToDaemon(path + ".new");
        disk.Rename(path + ".new", path);
        disk.SyncFolder(Path.GetDirectoryName(path)!);
        new FatPartition(paths, disk).Remove(paths.BroughtCertificate, paths.SigningRequest);
        return $"Certificate: taken over from device.crt. Subject {own.Subject}, good until {own.NotAfter.ToUniversalTime():yyyy-MM-dd}.";
    }

    private X509Certificate2Collection Read()
    {
        if (new FileInfo(paths.BroughtCertificate).Length > BytesMax) throw new InvalidDataException($"device.crt has more than {BytesMax} bytes, which no certificate has");
        byte[] bytes = File.ReadAllBytes(paths.BroughtCertificate);
        var all = new X509Certificate2Collection();
        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0) all.ImportFromPem(Encoding.Latin1.GetString(bytes));
            else all.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException("device.crt is no certificate in PEM or DER", e);
        }
        return all.Count > 0 ? all : throw new InvalidDataException("there is no certificate in device.crt");
    }
}
