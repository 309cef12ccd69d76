namespace EdgeAppliance.Tests.Architecture;

public sealed class DependencyRulesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["EdgeAppliance.Core"] = [],
        ["EdgeAppliance.Storage"] = ["EdgeAppliance.Core"],
        ["EdgeAppliance.Bundles"] = ["EdgeAppliance.Core"],
        ["EdgeAppliance.Inference"] = ["EdgeAppliance.Core", "EdgeAppliance.Bundles"],
        ["EdgeAppliance.Pictures"] = ["EdgeAppliance.Core"],
        ["EdgeAppliance.Drivers"] = ["EdgeAppliance.Core"],
        ["EdgeAppliance.Gateway"] = ["EdgeAppliance.Core", "EdgeAppliance.Inference", "EdgeAppliance.Storage"],
    };

    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["LiteDB"] = ["EdgeAppliance.Storage"],
        ["Microsoft.ML.OnnxRuntime"] = ["EdgeAppliance.Inference"],
        ["SkiaSharp.NativeAssets.Linux.NoDependencies"] = ["EdgeAppliance.Pictures"],
        ["System.Device.Gpio"] = ["EdgeAppliance.Drivers"],
    };

    [Fact]
    public void ProjectReferences_OfLibraries_AreThoseOfTheDesign()
    {
        foreach (var (project, references) in ProjectReferences.Of("ProjectReference"))
            if (Allowed.TryGetValue(project, out var allowed))
                Assert.True(references.IsSubsetOf(allowed), $"{project} sees {string.Join(", ", references.Except(allowed))}");
    }

    [Fact]
    public void ThirdPartyPackages_StayInTheirRooms()
    {
        foreach (var (project, packages) in ProjectReferences.Of("PackageReference"))
            foreach (var (package, rooms) in Rooms)
                if (packages.Contains(package)) Assert.Contains(project, rooms);
    }

    [Fact]
    public void Core_NamesNoPackageButLoggingAbstractions() =>
        Assert.Subset(new HashSet<string> { "Microsoft.Extensions.Logging.Abstractions" }, ProjectReferences.Of("PackageReference")["EdgeAppliance.Core"]);

    [Fact]
    public void AspNet_IsInDaemonAndGatewayOnly()
    {
        var web = Directory.EnumerateFiles(ProjectReferences.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/tests/") && File.ReadAllText(file).Contains("Microsoft.NET.Sdk.Web"))
            .Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.Subset(new HashSet<string> { "EdgeAppliance.Daemon", "EdgeAppliance.Gateway" }, web.ToHashSet());
    }
}
