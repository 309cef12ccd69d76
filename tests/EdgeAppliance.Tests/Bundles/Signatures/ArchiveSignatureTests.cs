using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Signatures;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Edgectl;
using EdgeAppliance.Tests.Edgectl;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Signatures;

public sealed class ArchiveSignatureTests : IDisposable
{
    private static readonly ArchiveSignature s_tiny =
        new("tiny", "2", BundleKind.Model, new TargetFile("tiny", 4096, new Dictionary<string, byte[]> { ["sha256"] = [.. Enumerable.Repeat((byte)0xab, 32)] }, default));

    private readonly TemporaryFolder _folder = new();
    private readonly EcdsaSigner _ecdsa = EcdsaSigner.Generate();
    private readonly MlDsaSigner _mlDsa = MlDsaSigner.Generate();

    public void Dispose()
    {
        _ecdsa.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Sign_IsTheStoredFormat()
    {
        string written = Encoding.UTF8.GetString(s_tiny.Sign([]));
        Assert.Equal($$$$"""{"signatures":[],"signed":{"_type":"edge-bundle-archive","spec_version":"1.0.31","name":"tiny","version":"2","kind":"model","length":4096,"hashes":{"sha256":"{{{{string.Concat(Enumerable.Repeat("ab", 32))}}}}"}}}""", written);
    }

    [Fact]
    public void Verify_SignedAsItMustBe_Counts()
    {
        var read = ArchiveSignature.Parse(s_tiny.Sign([_ecdsa, _mlDsa]));
        read.Verify(new TufRole([_ecdsa.Key, _mlDsa.Key], 2), []);
        read.Verify(new TufRole([_ecdsa.Key, _mlDsa.Key], 1), [_ecdsa.Key.Scheme, _mlDsa.Key.Scheme]);
        Assert.Equal(("tiny", "2", BundleKind.Model, 4096), (read.Name, read.Version, read.Kind, read.Archive.Length));
    }

    [Fact]
    public void Verify_SignedByTooFew_DoesNotCount()
    {
        var read = ArchiveSignature.Parse(s_tiny.Sign([_ecdsa, _ecdsa]));
        Fails(TufFailure.TooFewSignatures, () => read.Verify(new TufRole([_ecdsa.Key, _mlDsa.Key], 2), []));
        Fails(TufFailure.TooFewSignatures, () => read.Verify(new TufRole([_mlDsa.Key], 1), []));
        Fails(TufFailure.TooFewSignatures, () => read.Verify(new TufRole([_ecdsa.Key], 1), [_mlDsa.Key.Scheme]));
    }

    /// <summary>Whatever is changed in what is signed, it does not count any more.</summary>
    [Fact]
    public void Verify_AnyByteOfWhatIsSignedIsAnother_DoesNotCount()
    {
        byte[] bytes = s_tiny.Sign([_ecdsa]);
        int from = Encoding.UTF8.GetString(bytes).IndexOf("\"signed\"", StringComparison.Ordinal);
        for (int at = from; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            Assert.Throws<TufException>(() => ArchiveSignature.Parse(damaged).Verify(new TufRole([_ecdsa.Key], 1), []));
        }
    }

    [Theory]
    [InlineData("edge-bundle-archive", "targets")]
    [InlineData("\"tiny\"", "\"../tiny\"")]
    [InlineData("\"2\"", "\"../2\"")]
    [InlineData("\"model\"", "\"news\"")]
    [InlineData("4096", "0")]
    [InlineData("\"sha256\"", "\"md5\"")]
    public void Parse_OfSomethingElse_IsNone(string what, string by) =>
        Assert.Throws<TufException>(() => ArchiveSignature.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s_tiny.Sign([])).Replace(what, by, StringComparison.Ordinal))));

    [Fact]
    public async Task Sign_ByTheCommand_IsOfTheArchive()
    {
        TestBundle.Keeping("0.9").WriteTo(At("tiny"));
        Directory.CreateDirectory(At("keys"));
        File.WriteAllText(At("keys/release.pem"), _ecdsa.ToPem());
        Assert.Equal(ExitCodes.Done, (await EdgectlRun.Of("bundle", "pack", At("tiny"), "-o", At("tiny.tar"))).Code);
        var run = await EdgectlRun.Of("bundle", "sign", At("tiny.tar"), "--keys", At("keys"));
        Assert.True(run.Code == ExitCodes.Done, run.Errors);
        var read = ArchiveSignature.Parse(File.ReadAllBytes(At("tiny.tar.sig")));
        read.Verify(new TufRole([_ecdsa.Key], 1), []);
        Assert.Equal(ArchiveTarget.Of(At("tiny.tar")).Sha256, read.Archive.Hashes["sha256"]);
        Assert.Equal(ExitCodes.Failed, (await EdgectlRun.Of("bundle", "sign", At("tiny.tar"))).Code);
    }

    private static void Fails(TufFailure failure, Action action) => Assert.Equal(failure, Assert.Throws<TufException>(action).Failure);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
