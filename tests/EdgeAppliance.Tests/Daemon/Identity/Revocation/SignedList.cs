using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Daemon.Uplink;

namespace EdgeAppliance.Tests.Daemon.Identity.Revocation;

/// <summary>A list of revoked certificates that openssl signs.</summary>
internal static class SignedList
{
    public const string Openssl = "/usr/bin/openssl";

    /// <summary>Replaces the list of an authority.</summary>
    /// <returns>Its file.</returns>
    public static async Task<string> Sign(TestAuthority authority, string folder, DateTimeOffset now, params X509Certificate2[] revoked)
    {
        string At(string name) => Path.Combine(folder, name);
        await File.WriteAllTextAsync(At("index"), string.Concat(revoked.Select(one => $"R\t{one.NotAfter.ToUniversalTime():yyMMddHHmmss}Z\t{now:yyMMddHHmmss}Z\t{one.SerialNumber}\tunknown\t/CN=x\n")));
        await File.WriteAllTextAsync(At("number"), "01\n");
        await File.WriteAllTextAsync(At("ca.cnf"), $"[ca]\ndefault_ca=d\n[d]\ndatabase={At("index")}\ncrlnumber={At("number")}\ndefault_md=sha256\ndefault_crl_days=30\n");
        await EstSite.Openssl("ca", "-config", At("ca.cnf"), "-gencrl", "-keyfile", authority.KeyFile, "-cert", authority.CertificateFile, "-out", At("list.pem"));
        return At("list.pem");
    }
}
