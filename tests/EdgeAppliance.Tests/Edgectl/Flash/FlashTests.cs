using System.Text;
using System.Text.Json;
using EdgeAppliance.Edgectl.Flash;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Edgectl.Flash;

public sealed class FlashTests : IDisposable
{
    private readonly CardImage _card = new();

    public void Dispose() => _card.Dispose();

    private Task<EdgectlRun> Flash(params string[] more) => EdgectlRun.Of(["image", "flash", _card.Target, "--image", _card.File, "--yes", .. more]);

    private Task<EdgectlRun> FlashSigned(params string[] more) => Flash(["--key", _card.Key, .. more]);

    [Fact]
    public async Task Flash_SignedImage_IsOnTheDisk()
    {
        _card.Sign();
        var run = await FlashSigned();
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Equal(File.ReadAllBytes(_card.File), File.ReadAllBytes(_card.Target)[..CardImage.Bytes]);
        Assert.Equal(0xA5, File.ReadAllBytes(_card.Target)[CardImage.Bytes]);
    }

    [Fact]
    public async Task Flash_WithABlockMap_WritesNothingElse()
    {
        _card.Map();
        _card.Sign();
        Assert.Equal(0, (await FlashSigned()).Code);
        byte[] disk = File.ReadAllBytes(_card.Target), image = File.ReadAllBytes(_card.File);
        Assert.Equal(image[..4096], disk[..4096]);
        Assert.Equal(image[(10 << 20)..((10 << 20) + (64 << 10))], disk[(10 << 20)..((10 << 20) + (64 << 10))]);
        Assert.Equal(0xA5, disk[8192]);
    }

    [ProgramFact("/usr/bin/zstd", "zstd")]
    public async Task Flash_PackedImage_IsUnpacked()
    {
        byte[] plain = File.ReadAllBytes(_card.File);
        _card.Map();
        _card.Pack();
        _card.Sign();
        Assert.Equal(0, (await FlashSigned()).Code);
        Assert.Equal(plain[..4096], File.ReadAllBytes(_card.Target)[..4096]);
    }

    [ProgramFact("/usr/bin/zstd", "zstd")]
    public async Task Flash_PackedImageCutShort_Fails()
    {
        _card.Map();
        _card.Pack();
        byte[] packed = File.ReadAllBytes(_card.File);
        File.WriteAllBytes(_card.File, packed[..(packed.Length - 20)]);
        _card.Sign();
        Assert.Equal(1, (await FlashSigned()).Code);
    }

    [ProgramFact("/usr/bin/mcopy", "mtools")]
    public async Task Flash_WithProvision_PutsItOnTheFatPartition()
    {
        _card.Format();
        _card.Sign();
        string provision = Path.Combine(ProjectReferences.Root, "firmware", "provision.example.json");
        var run = await FlashSigned("--provision", provision);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Equal(File.ReadAllText(provision), CardImage.Tool("mtype", "-i", $"{_card.Target}@@{CardImage.FatAt}", "::provision.json"));
    }

    [Fact]
    public async Task Flash_ProvisionThatTheDeviceWouldRefuse_WritesNothing()
    {
        _card.Sign();
        string provision = Path.Combine(_card.Folder, "p.json");
        File.WriteAllText(provision, """{ "version": 1, "devise": {} }""");
        var run = await FlashSigned("--provision", provision);
        Assert.Equal(1, run.Code);
        Assert.Contains("devise: unknown key; did you mean 'device'?", run.Errors);
        Untouched();
    }

    [Fact]
    public async Task Flash_DamagedImage_WritesNothing()
    {
        _card.Sign();
        byte[] image = File.ReadAllBytes(_card.File);
        image[5 << 20] ^= 1;
        File.WriteAllBytes(_card.File, image);
        var run = await Flash("--unsigned");
        Assert.Contains("the image is damaged", run.Errors);
        Untouched();
    }

    [Fact]
    public async Task Flash_SignedByAnother_WritesNothing()
    {
        _card.Sign();
        using var other = new CardImage();
        var run = await Flash("--key", other.Key);
        Assert.Equal(1, run.Code);
        Assert.Contains("is not signed by", run.Errors);
        Untouched();
    }

    [Fact]
    public async Task Flash_NeitherKeyNorUnsigned_WritesNothing()
    {
        _card.Sign();
        Assert.Contains("--unsigned", (await Flash()).Errors);
        Untouched();
    }

    [Fact]
    public async Task Flash_DamagedMap_WritesNothing()
    {
        _card.Map();
        _card.Sign();
        File.WriteAllText(_card.File + ".bmap", File.ReadAllText(_card.File + ".bmap").Replace("<Range", "<Rage"));
        Assert.Contains("is no block map", (await FlashSigned()).Errors);
        Untouched();
    }

    [Fact]
    public async Task Flash_ImageThatDoesNotFitItsMap_Fails()
    {
        _card.Map();
        byte[] image = File.ReadAllBytes(_card.File);
        image[(10 << 20) + 5] ^= 1;
        File.WriteAllBytes(_card.File, image);
        _card.Sign();
        Assert.Contains("does not fit its block map", (await FlashSigned()).Errors);
    }

    /// <summary>The map is not signed: with a range left out the card would keep what was there.</summary>
    [Fact]
    public async Task Flash_MapThatLeavesOutWhatTheImageHolds_Fails()
    {
        _card.Map(block => block != (10 << 20) / 4096 + 3);
        _card.Sign();
        var run = await FlashSigned();
        Assert.Equal(1, run.Code);
        Assert.Contains("leaves out what the image holds", run.Errors);
    }

    /// <summary>However it is written: a device is looked at before it is written to.</summary>
    [Fact]
    public async Task Flash_DeviceByAnotherPath_IsGuarded()
    {
        _card.Sign();
        string folder = Path.Combine(_card.Folder, "devices"), link = Path.Combine(_card.Folder, "card");
        Directory.CreateSymbolicLink(folder, "/dev");
        File.CreateSymbolicLink(link, "/dev/null");
        foreach (string path in new[] { "/dev/null", link, folder + "/null", "//dev/null", "/tmp/../dev/null", Path.GetRelativePath(Environment.CurrentDirectory, "/dev/null") })
        {
            var run = await EdgectlRun.Of("image", "flash", path, "--image", _card.File, "--key", _card.Key, "--yes");
            Assert.Equal(1, run.Code);
            Assert.Contains("/dev/null is no disk", run.Errors);
        }
    }

    [Fact]
    public void ReadBack_DiskThatForgets_IsNoticed()
    {
        var writer = new ImageWriter(_card.Target, false, (_, _) => { });
        using var image = File.OpenRead(_card.File);
        var written = writer.Write(image, null, CardImage.Bytes, CancellationToken.None);
        writer.ReadBack(written, CancellationToken.None);
        using (var disk = new FileStream(_card.Target, FileMode.Open))
        {
            disk.Position = (10 << 20) + 77;
            disk.WriteByte(0);
        }
        Assert.Contains("gives back other bytes", Assert.Throws<IOException>(() => writer.ReadBack(written, CancellationToken.None)).Message);
    }

    [Fact]
    public async Task Manifest_OfAnImage_HasItsSizesAndSums()
    {
        var run = await EdgectlRun.Of("image", "manifest", "--image", _card.File, "--url", "https://images.example/card.img.zst", "--image-version", "1.2.3");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        var one = json.RootElement.GetProperty("os_list")[0];
        Assert.Equal(CardImage.Bytes, one.GetProperty("extract_size").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_card.File))), one.GetProperty("extract_sha256").GetString());
        Assert.Equal("EdgeAppliance 1.2.3", one.GetProperty("name").GetString());
    }

    [Fact]
    public void FindFat_PartitionTablesByChance_NeverFail()
    {
        var random = new Random(20261127);
        byte[] disk = new byte[64 << 10];
        using var file = new FileStream(Path.Combine(_card.Folder, "chance"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0);
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(disk.AsSpan(0, 4096));
            (disk[510], disk[511]) = (0x55, 0xAA);
            if (i % 2 == 0) disk[450] = 0xEE;
            "EFI PART"u8.CopyTo(disk.AsSpan(512));
            BitConverter.TryWriteBytes(disk.AsSpan(512 + 72), random.NextInt64(0, 200));
            BitConverter.TryWriteBytes(disk.AsSpan(512 + 80), random.Next(0, 300));
            BitConverter.TryWriteBytes(disk.AsSpan(512 + 84), 128);
            file.Position = 0;
            file.Write(disk);
            PartitionTable.FindFat(file);
        }
    }

    [Fact]
    public void FindFat_GuidTable_PrefersTheOneNamedBoot()
    {
        byte[] disk = new byte[64 << 10];
        (disk[450], disk[510], disk[511]) = (0xEE, 0x55, 0xAA);
        "EFI PART"u8.CopyTo(disk.AsSpan(512));
        BitConverter.TryWriteBytes(disk.AsSpan(512 + 72), 2L);
        BitConverter.TryWriteBytes(disk.AsSpan(512 + 80), 4);
        BitConverter.TryWriteBytes(disk.AsSpan(512 + 84), 128);
        foreach (var (i, name, sector) in new[] { (0, "other", 40), (1, "boot", 60) })
        {
            int at = 1024 + i * 128;
            disk[at] = 1;
            BitConverter.TryWriteBytes(disk.AsSpan(at + 32), (long)sector);
            Encoding.Unicode.GetBytes(name, disk.AsSpan(at + 56));
            "FAT"u8.CopyTo(disk.AsSpan(sector * 512 + 54));
            (disk[sector * 512 + 510], disk[sector * 512 + 511]) = (0x55, 0xAA);
        }
        Assert.Equal(60 * 512, PartitionTable.FindFat(new MemoryStream(disk)));
    }

    private void Untouched() => Assert.DoesNotContain(File.ReadAllBytes(_card.Target), one => one != 0xA5);
}
