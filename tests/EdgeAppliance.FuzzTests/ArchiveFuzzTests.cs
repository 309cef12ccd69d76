using System.Formats.Tar;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;
using TarEntry = System.Formats.Tar.TarEntry;

namespace EdgeAppliance.FuzzTests;

public sealed class ArchiveFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Archives = [Pack(TarEntryFormat.Pax), Pack(TarEntryFormat.Gnu), Pack(TarEntryFormat.Ustar), .. Corpus.Of("Archives")];
    private static readonly Mutator Damage = new(Archives, Corpus.Tokens("ustar", "../", "/", "77777777777", "00000000000", "x", "g", "L", "2", "30 path=../x\n", "999999999 path=a\n"));

    [Fact]
    public void Read_DamagedArchive_GivesSafePathsWithinTheLimitsOrItsError() => new Fuzz("archive", output) { Cases = 10_000 }.Run(Archives, Damage.Make, Check);

    private static void Check(byte[] archive)
    {
        var limits = new BundleLimits(4, 4096);
        long bytes = 0;
        try
        {
            ArchiveIntake.Read(new MemoryStream(archive), "a.tar", limits, (name, content, length) =>
            {
                Assert.True(BundlePath.IsFile(name));
                content.CopyTo(Stream.Null);
                bytes += length;
            });
        }
        catch (Exception e) when (e is BundleException or InvalidDataException or EndOfStreamException)
        {
            Assert.NotEmpty(e.Message);
        }
        Assert.InRange(bytes, 0, limits.BytesMax);
    }

    private static byte[] Pack(TarEntryFormat format)
    {
        var packed = new MemoryStream();
        using (var writer = new TarWriter(packed, format, leaveOpen: true))
        {
            foreach (string name in new[] { "bundle.json", $"golden/{new string('x', 60)}/{new string('y', 80)}" }) writer.WriteEntry(Entry(format, name));
        }
        return packed.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, string name)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            _ => new UstarTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(new byte[700]);
        return entry;
    }
}
