using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Tests.Daemon.Identity;

public sealed class SubjectNameTests
{
    /// <summary>Who may choose another part of its subject must not choose its name by it.</summary>
    [Theory]
    [InlineData("CN=pump-7", "pump-7")]
    [InlineData("O=pump-8, CN=pump-7", "pump-7")]
    [InlineData("CN=pump-7, OU=pump-8", "pump-7")]
    [InlineData("O=pump-7", null)]
    [InlineData("OU=pump-7", null)]
    [InlineData("E=pump-7", null)]
    [InlineData("SERIALNUMBER=pump-7, O=plant", null)]
    [InlineData("CN=pump-7, CN=pump-8", null)]
    [InlineData("CN=pump-7, CN=pump-7", null)]
    [InlineData("", null)]
    public void CommonName_OneAlone_IsTheName(string subject, string? name) => Assert.Equal(name, SubjectName.CommonName(new X500DistinguishedName(subject)));
}
