using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Terminal;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary>Proves a bundle as a device would, on this machine. Its hashes are proven by the unpacking.</summary>
/// <param name="besides">The folder to look for the daemon's program in first.</param>
internal sealed class BundleTest(TimeProvider time, string besides)
{
    public async Task<IReadOnlyList<BundleFinding>> Run(BundleFolder bundle, CancellationToken stop)
    {
        var manifest = bundle.Manifest;
        var found = new List<BundleFinding> { new("files", null) };
        // What sources send is known on the device alone.
        var facts = MachineFacts.Of(OnnxEnvironment.DefaultMemoryBytesMax);
        found.Add(new BundleFinding("requirements", RequirementCheck.WhyNot(manifest.Requires, facts)));
        switch (manifest.Kind)
        {
            case BundleKind.Model:
                found.Add(Golden(bundle));
                break;
            case BundleKind.Models:
                foreach (string member in manifest.Members) found.Add(Golden(bundle.Member(member)));
                break;
            case BundleKind.Configuration:
                found.Add(await Configuration(bundle, stop));
                break;
            case BundleKind.System:
                found.Add(new BundleFinding("system", SystemFile.WhyNot(bundle)));
                break;
            default:
                found.Add(new BundleFinding("prompts", PromptTexts.WhyNot(bundle)));
                break;
        }
        return found;
    }

    public static void Write(Screen screen, IReadOnlyList<BundleFinding> found)
    {
        foreach (var one in found)
        {
            if (one.WhyNot is null) screen.Line($"{one.What}: good", Ink.Good);
            else screen.Line($"{one.What}: {one.WhyNot}", Ink.Bad);
        }
    }

    public static void Json(Utf8JsonWriter json, IReadOnlyList<BundleFinding> found)
    {
        json.WriteStartObject();
        json.WriteBoolean("good", found.All(one => one.WhyNot is null));
        json.WriteStartArray("findings");
        foreach (var one in found)
        {
            json.WriteStartObject();
            json.WriteString("what", one.What);
            json.WriteString("whyNot", one.WhyNot);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private BundleFinding Golden(BundleFolder bundle)
    {
        string what = $"golden test of {bundle.Manifest.Name}";
        try
        {
            using var repository = new ModelRepository(new ModelRepositoryOptions(bundle.Path), NullLogger.Instance, time);
            repository.Load(bundle.Path).Dispose();
            return new BundleFinding(what, null);
        }
        catch (ModelLoadException e)
        {
            return new BundleFinding(what, e.Message);
        }
    }

    private async Task<BundleFinding> Configuration(BundleFolder bundle, CancellationToken stop)
    {
        const string What = "configuration";
        if (DaemonBinary.Find(besides) is not { } program) return new BundleFinding(What, $"it was not checked: edge-appliance is neither in {besides} nor on PATH");
        string state = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (code, _, errors) = await ChildProgram.Run(program, ["--check", "--config", Path.Combine(bundle.Path, bundle.Manifest.File), "--state", state], stop);
        return new BundleFinding(What, code == 0 ? null : string.Join("; ", ChildProgram.Lines(errors)));
    }
}
