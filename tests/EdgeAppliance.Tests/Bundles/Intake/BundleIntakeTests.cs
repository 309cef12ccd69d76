using System.Diagnostics;
using System.Formats.Tar;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Intake;

public sealed class BundleIntakeTests : IDisposable
{
    private static readonly byte[] SomeBytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(TarEntryFormat.Pax, "a.tar.gz")]
    [InlineData(TarEntryFormat.Gnu, "a.tar.gz")]
    [InlineData(TarEntryFormat.Ustar, "a.tar")]
    [InlineData(TarEntryFormat.V7, "a.tar")]
    public void Read_Archive_GivesItsFiles(TarEntryFormat format, string file)
    {
        TestArchive.Pack(PathOf(file), format, ("./bundle.json", [1]), ("./golden/x.bin", SomeBytes), ("empty", []));
        var files = Read(file);
        Assert.Equal(["bundle.json", "golden/x.bin", "empty"], files.Keys);
        Assert.Equal(SomeBytes, files["golden/x.bin"]);
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Ustar)]
    public void Read_LongName_IsWhole(TarEntryFormat format)
    {
        string name = $"{new string('a', 80)}/{new string('b', 80)}.bin";
        TestArchive.Pack(PathOf("a.tar"), format, (name, SomeBytes));
        Assert.Equal(name, Assert.Single(Read("a.tar")).Key);
    }

    [Fact]
    public void Read_ArchiveOfTheTarCommand_GivesItsFiles()
    {
        TestBundle.Keeping("0.9").WriteTo(PathOf("tiny"));
        using var tar = Process.Start("tar", ["-C", _folder.FullName, "-czf", PathOf("tiny.tgz"), "tiny"]);
        tar.WaitForExit();
        Assert.Equal(["tiny/bundle.json", "tiny/model.onnx"], Read("tiny.tgz").Keys.Order());
    }

    [Theory]
    [InlineData("../x", "The archive holds '../x', which is no path inside a bundle.")]
    [InlineData("/etc/passwd", "The archive holds '/etc/passwd', which is no path")]
    [InlineData("a/../../x", "is no path")]
    [InlineData("a//b", "is no path")]
    [InlineData("a\\b", "is no path")]
    [InlineData(".hidden", "is no path")]
    [InlineData("a\u0007", "The archive holds 'a?', which is no path")]
    public void Read_NameThatLeadsElsewhere_IsRefused(string name, string message)
    {
        TestArchive.Pack(PathOf("a.tar"), TarEntryFormat.Pax, (name, SomeBytes));
        Refused("a.tar", message);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "/etc/shadow")]
    [InlineData(TarEntryType.HardLink, "bundle.json")]
    [InlineData(TarEntryType.CharacterDevice, null)]
    [InlineData(TarEntryType.Fifo, null)]
    public void Read_LinkOrDevice_IsRefused(TarEntryType type, string? link)
    {
        TestArchive.Pack(PathOf("a.tar"), type, "model.onnx", link);
        Refused("a.tar", "The archive holds 'model.onnx', which is a link or a device.");
    }

    [Fact]
    public void Read_SameFileTwice_IsRefused()
    {
        TestArchive.Pack(PathOf("a.tar"), TarEntryFormat.Pax, ("x", SomeBytes), ("./x", SomeBytes));
        Refused("a.tar", "The archive holds x twice.");
    }

    [Fact]
    public void Read_MoreFilesThanAllowed_IsRefused()
    {
        TestArchive.Pack(PathOf("a.tar.gz"), TarEntryFormat.Ustar, Enumerable.Range(0, 11).Select(i => ($"f{i}", Array.Empty<byte>())));
        Refused("a.tar.gz", "The archive holds more than 10 files and folders.");
    }

    [Fact]
    public void Read_Bomb_EndsAtTheLimit()
    {
        TestArchive.Pack(PathOf("a.tar.gz"), TarEntryFormat.Ustar, ("f0", new byte[3000]), ("f1", new byte[64 << 20]));
        Refused("a.tar.gz", "The archive holds more than 4000 bytes.");
    }

    [Theory]
    [InlineData('x')]
    [InlineData('L')]
    public void Read_ExtendedHeaderThatClaimsGigabytes_TakesNoMemory(char type)
    {
        File.WriteAllBytes(PathOf("a.tar"), TestArchive.Header("x", type, 2_000_000_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused("a.tar", "a.tar is damaged or cut short: An entry's name is too long.");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Read_HeadersWithoutEnd_EndAtTheLimit()
    {
        byte[] global = TestArchive.Header("x", 'g', 0);
        File.WriteAllBytes(PathOf("a.tar"), [.. Enumerable.Repeat(global, 1000).SelectMany(b => b)]);
        Refused("a.tar", "a.tar is damaged or cut short");
    }

    [Fact]
    public void Read_CutShort_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(TestArchive.Pack(PathOf("a.tar"), TarEntryFormat.Ustar, ("x", SomeBytes)));
        // A header, two blocks of content, and the end that one empty block marks.
        for (int bytes = 512; bytes < 4 * 512; bytes += 64)
        {
            File.WriteAllBytes(PathOf("a.tar"), whole[..bytes]);
            Refused("a.tar", "a.tar is damaged or cut short");
        }
        byte[] packed = File.ReadAllBytes(TestArchive.Pack(PathOf("a.tar.gz"), TarEntryFormat.Ustar, ("x", SomeBytes)));
        File.WriteAllBytes(PathOf("a.tar.gz"), packed[..(packed.Length / 2)]);
        Refused("a.tar.gz", "a.tar.gz is damaged or cut short");
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "A zip archive is not taken; pack the bundle as .tar.gz.")]
    [InlineData("", "is neither a .tar nor a .tar.gz of a bundle's folder.")]
    [InlineData("hello", "is neither a .tar nor a .tar.gz")]
    public void Read_SomethingElse_SaysWhatIsTaken(string content, string message)
    {
        File.WriteAllText(PathOf("a"), content);
        Refused("a", message);
    }

    [Fact]
    public void Read_NothingThere_SaysSo() => Refused("a", "a is missing.");

    [Fact]
    public void Read_Folder_GivesWhatTheManifestNames()
    {
        TestBundle.Keeping("0.9").WriteTo(PathOf("tiny"));
        File.WriteAllText(PathOf("tiny/notes.txt"), "not of the bundle");
        Assert.Equal(["bundle.json", "model.onnx"], Read("tiny").Keys);
    }

    [Theory]
    [InlineData("tiny/model.onnx")]
    [InlineData("tiny/golden")]
    public void Read_FolderWithALink_IsRefused(string link)
    {
        (TestBundle.Keeping("0.9") with { Golden = """[{"inputs":{"x":"golden/x.bin"},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1}]""" }).WriteTo(PathOf("tiny"));
        Directory.CreateDirectory(PathOf("tiny/golden"));
        File.WriteAllBytes(PathOf("tiny/golden/x.bin"), new byte[32]);
        Directory.Move(PathOf(link), PathOf("aside"));
        File.CreateSymbolicLink(PathOf(link), PathOf("aside"));
        Refused("tiny", "is a link, which a bundle may not hold.", BundleLimits.Standard);
    }

    [Theory]
    [InlineData("tiny/model.onnx")]
    [InlineData("tiny/bundle.json")]
    public void Read_FolderWithAPipe_IsRefusedAtOnce(string file)
    {
        TestBundle.Keeping("0.9").WriteTo(PathOf("tiny"));
        File.Delete(PathOf(file));
        using var make = Process.Start("mkfifo", [PathOf(file)]);
        make.WaitForExit();
        Refused("tiny", "is no plain file.", BundleLimits.Standard);
    }

    [Fact]
    public void Read_FolderLargerThanAllowed_IsRefused()
    {
        TestBundle.Keeping("0.9").WriteTo(PathOf("tiny"));
        Refused("tiny", "The bundle has more than 100 bytes.", new BundleLimits(10, 100));
        Refused("tiny", "The bundle has 2 files; the limit is 1.", new BundleLimits(1, 10_000));
    }

    public void Dispose() => _folder.Dispose();

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Dictionary<string, byte[]> Read(string file, BundleLimits? limits = null)
    {
        var files = new Dictionary<string, byte[]>();
        BundleIntake.Read(PathOf(file), limits ?? new BundleLimits(10, 4000), (name, content, bytes) =>
        {
            var copy = new MemoryStream();
            content.CopyTo(copy);
            Assert.Equal(bytes, copy.Length);
            files.Add(name, copy.ToArray());
        });
        return files;
    }

    private void Refused(string file, string message, BundleLimits? limits = null) =>
        Assert.Contains(message, Assert.Throws<BundleException>(() => Read(file, limits)).Message);
}
