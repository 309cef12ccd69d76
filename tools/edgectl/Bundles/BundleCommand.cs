using System.CommandLine;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Edgectl.Terminal;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary><c>edgectl bundle</c>: begin, pack, look into and prove a bundle, on any machine.</summary>
internal static class BundleCommand
{
    /// <param name="besides">The folder to look for the daemon's program in first: it checks configurations.</param>
    public static Command Create(Surroundings around, string besides) => new("bundle", "A bundle: a model, several models, a configuration, prompts or a system.")
    {
        Init(around),
        Pack(around),
        SignCommand.Create(around),
        Inspect(around),
        Test(around, besides),
        BundleControl.List(around),
        BundleControl.Install(around),
        BundleControl.Forget(around),
    };

    private static Command Init(Surroundings around)
    {
        var folder = new Argument<string>("folder") { Description = "The folder that becomes a bundle; made where there is none." };
        var kind = new Option<string>("--kind") { Description = $"{BundleKinds.AllNames}.", DefaultValueFactory = _ => BundleKinds.NameOf(BundleKind.Model) };
        kind.Validators.Add(given =>
        {
            if (!BundleKinds.TryParse(given.GetValueOrDefault<string>(), out _)) given.AddError($"--kind takes one of {BundleKinds.AllNames}");
        });
        var name = new Option<string?>("--name") { Description = "The bundle's name; the folder's where it is left out." };
        var version = new Option<string>("--bundle-version") { Description = "Its version.", DefaultValueFactory = _ => "0.1.0" };
        var json = Json();
        var command = new Command("init", "Write a bundle.json for what lies in the folder: model.onnx, folders of models, appliance.json, texts, or an image's .raucb.") { folder, kind, name, version, json };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            BundleKinds.TryParse(parsed.GetValue(kind)!, out var wanted);
            string path = Path.GetFullPath(parsed.GetValue(folder)!);
            BundleInit.Write(path, wanted, parsed.GetValue(name) ?? Path.GetFileName(path), parsed.GetValue(version)!);
            var bundle = BundleFolder.Open(path);
            if (parsed.GetValue(json)) around.Screen.Json(writer => BundleReport.Json(writer, bundle));
            else around.Screen.Line($"{Path.Combine(path, BundleManifest.FileName)} is written; fill in what only you know, then 'edgectl bundle test {parsed.GetValue(folder)}'");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Pack(Surroundings around)
    {
        var folder = new Argument<string>("folder") { Description = "A folder with bundle.json." };
        var output = new Option<string?>("--output", "-o") { Description = "The archive; NAME-VERSION.tar where it is left out." };
        var json = Json();
        var command = new Command("pack", "Make one archive of a bundle, with hashes and a bill of materials. The same files give the same bytes.") { folder, output, json };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            string path = parsed.GetValue(folder)!;
            var manifest = BundleFolder.Open(path).Manifest;
            string archive = parsed.GetValue(output) ?? $"{manifest.Name}-{manifest.Version}.tar";
            string hash = BundleArchive.Write(path, archive);
            if (parsed.GetValue(json)) around.Screen.Json(writer => BundleArchive.Json(writer, archive, hash));
            else around.Screen.Line($"{archive}: {Amounts.Bytes(new FileInfo(archive).Length)}, sha256 {hash}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Inspect(Surroundings around)
    {
        var (bundle, json) = (Bundle(), Json());
        var command = new Command("inspect", "Say what is in a bundle, and what it lacks.") { bundle, json };
        command.SetAction(parsed => Guard(around.Screen, () =>
        {
            using var unpacked = Unpacked(parsed.GetValue(bundle)!);
            if (parsed.GetValue(json)) around.Screen.Json(writer => BundleReport.Json(writer, unpacked.Bundle));
            else BundleReport.Write(around.Screen, unpacked.Bundle);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Test(Surroundings around, string besides)
    {
        var (bundle, json) = (Bundle(), Json());
        var command = new Command("test", "Prove a bundle here: its hashes, what it requires, its golden tests, its configuration.") { bundle, json };
        command.SetAction((parsed, stop) => GuardAsync(around.Screen, async () =>
        {
            using var unpacked = Unpacked(parsed.GetValue(bundle)!);
            var found = await new BundleTest(around.Time, besides).Run(unpacked.Bundle, stop);
            if (parsed.GetValue(json)) around.Screen.Json(writer => BundleTest.Json(writer, found));
            else BundleTest.Write(around.Screen, found);
            return found.All(one => one.WhyNot is null) ? ExitCodes.Done : ExitCodes.Failed;
        }));
        return command;
    }

    private static UnpackedBundle Unpacked(string path) =>
        UnpackedBundle.Open(path, BundleLimits.Standard, Path.Combine(Path.GetTempPath(), $"edgectl-bundle-{Path.GetRandomFileName()}"));

    private static Argument<string> Bundle() => new("bundle") { Description = "A folder with bundle.json, or a .tar or .tar.gz of one." };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static int Guard(Screen screen, Func<int> run) => GuardAsync(screen, () => Task.FromResult(run())).GetAwaiter().GetResult();

    private static async Task<int> GuardAsync(Screen screen, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is BundleException or ModelLoadException or InferenceException or IOException or UnauthorizedAccessException)
        {
            screen.Fail(e.Message);
            return ExitCodes.Failed;
        }
    }
}
