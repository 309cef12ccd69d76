using System.CommandLine;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary><c>edgectl image</c>: cards for boards.</summary>
internal static class ImageCommand
{
    public static Command Create(Surroundings around) => new("image", "Put the system image on a card, and tell others of it.") { Flash(around), Manifest(around) };

    private static Command Flash(Surroundings around)
    {
        var device = new Argument<string>("device") { Description = "The card, as /dev/sdb; or a file that is there." };
        var image = new Option<string>("--image") { Description = "The image's file: .img, .img.gz or .img.zst; .bmap, .sha256 and .sig beside it are used.", Required = true };
        var key = new Option<string?>("--key") { Description = "The public key, in PEM, of who signed it." };
        var unsigned = new Option<bool>("--unsigned") { Description = "Go without a signature." };
        var bare = new Option<bool>("--no-checksum") { Description = "Go without a checksum." };
        var provision = new Option<string?>("--provision") { Description = "A provision.json to put on its FAT partition." };
        var yes = new Option<bool>("--yes") { Description = "Ask nothing: everything on the card goes." };
        var size = new Option<bool>("--force-size") { Description = "Take a disk of more than 256 GB." };
        var disk = new Option<bool>("--force-disk") { Description = "Take a disk that looks built in." };
        var command = new Command("flash", "Write the image to a card, read it back, and put a provision.json there.") { device, image, key, unsigned, bare, provision, yes, size, disk };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, () => Task.Run(
            () => new FlashRun(around.Screen, new DiskLook(), Console.In).Run(
                new FlashWish(parsed.GetValue(device)!, parsed.GetValue(image)!)
                {
                    Provision = parsed.GetValue(provision),
                    KeyFile = parsed.GetValue(key),
                    IsUnsigned = parsed.GetValue(unsigned),
                    SkipsChecksum = parsed.GetValue(bare),
                    IsSure = parsed.GetValue(yes),
                    AnySize = parsed.GetValue(size),
                    AnyDisk = parsed.GetValue(disk),
                }, stop), stop)));
        return command;
    }

    private static Command Manifest(Surroundings around)
    {
        var image = new Option<string>("--image") { Description = "The image's file.", Required = true };
        var url = new Option<string>("--url") { Description = "Where it can be had.", Required = true };
        var version = new Option<string>("--image-version") { Description = "Its version.", Required = true };
        var output = new Option<string?>("--out") { Description = "The file to write; else it is printed." };
        var command = new Command("manifest", "Make the list that Raspberry Pi Imager reads.") { image, url, version, output };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, () => Task.Run(() =>
        {
            string place = parsed.GetValue(url)!;
            if (!Rules.IsUrl(place, "https", "http")) throw new InvalidDataException($"'{place}' is no URL");
            string text = ImagerManifest.Of(parsed.GetValue(image)!, new Uri(place), parsed.GetValue(version)!, around.Time.GetUtcNow(), stop);
            if (parsed.GetValue(output) is { } file) File.WriteAllText(file, text + "\n");
            else around.Screen.Output.WriteLine(text);
        }, stop)));
        return command;
    }
}
