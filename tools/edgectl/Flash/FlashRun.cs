using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>From a file to a card: 1 look at what is to be written, 2 at what it is written to, 3 ask, 4 write, 5 read back, 6 put provision.json there.</summary>
internal sealed class FlashRun(Screen screen, DiskLook look, TextReader answers)
{
    /// <exception cref="InvalidDataException">Something is not as it must be; nothing was written.</exception>
    /// <exception cref="IOException">Something failed.</exception>
    public void Run(FlashWish wish, CancellationToken stop)
    {
        Verify(wish); // 1
        string mapFile = PackedImage.Unpacked(wish.Image) + ".bmap";
        var map = File.Exists(mapFile) ? BlockMap.Read(mapFile) : null;
        long bytes = map?.ImageBytes ?? Measure(wish.Image, stop);
        // A file, such as an emulator's disk, must be there: whoever misspells a device's name must not fill his disk.
        string target = RawDisk.PlaceOf(wish.Device) ?? throw new InvalidDataException($"there is no {wish.Device}");
        bool isDevice = target.StartsWith("/dev/", StringComparison.Ordinal);
        if (isDevice) Guard(wish, target, bytes); // 2
        if (!wish.IsSure) Ask(target); // 3
        var writer = new ImageWriter(target, isDevice, new ProgressBar(screen).Show);
        IReadOnlyList<BlockRange> written;
        using (var image = PackedImage.Open(wish.Image))
        {
            written = writer.Write(image.Content, map, bytes, stop); // 4
            image.CheckWhole();
        }
        writer.ReadBack(written, stop); // 5
        screen.EndProgress();
        screen.Line($"{written.Sum(range => range.Bytes)} of {bytes} bytes are on {target}, and were read back");
        if (wish.Provision is not { } provision) return;
        FatCopy.Put(target, isDevice, provision, "provision.json"); // 6
        screen.Line("provision.json is on its FAT partition");
    }

    private void Verify(FlashWish wish)
    {
        if (!File.Exists(wish.Image)) throw new InvalidDataException($"there is no {wish.Image}");
        if (wish.KeyFile is { } key) ImageTrust.CheckSignature(wish.Image, key);
        else if (!wish.IsUnsigned) throw new InvalidDataException("name the signer's public key with --key, or say --unsigned to go without");
        if (!wish.SkipsChecksum) ImageTrust.CheckSum(wish.Image);
        if (wish.Provision is not { } file) return;
        if (ProvisionReader.Read(file, File.ReadAllBytes(file), out IReadOnlyList<ConfigError> errors) is not null) return;
        foreach (var error in errors) screen.ErrorLine(error.ToString());
        throw new InvalidDataException($"the device would refuse {file}");
    }

    private void Guard(FlashWish wish, string device, long bytes)
    {
        if (FlashGuard.Refusal(look.Look(device), bytes, wish.AnySize, wish.AnyDisk) is { } why) throw new InvalidDataException(why);
    }

    private void Ask(string target)
    {
        screen.Output.Write($"everything on {target} will be lost; type its name to go on: ");
        screen.Output.Flush();
        if (answers.ReadLine()?.Trim() != target) throw new InvalidDataException("nothing was written");
    }

    /// <summary>Nothing says how long a packed image is but its end.</summary>
    private static long Measure(string file, CancellationToken stop)
    {
        using var image = PackedImage.Open(file);
        byte[] chunk = new byte[1 << 20];
        long bytes = 0;
        for (int read; (read = image.Content.Read(chunk)) > 0; bytes += read) stop.ThrowIfCancellationRequested();
        image.CheckWhole();
        return bytes;
    }
}
