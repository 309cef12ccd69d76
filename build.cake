// The build's table of contents; each target is one task. Called by build.sh.
var target = Argument("target", "test");
var configuration = Argument("configuration", "Release");
var solution = "EdgeAppliance.sln";
var results = MakeAbsolute(Directory("artifacts/test-results"));

void Run(string command, string arguments)
{
    var code = StartProcess(command, new ProcessSettings { Arguments = arguments });
    if (code != 0) throw new Exception($"{command} {arguments} ended with {code}");
}

void Dotnet(string arguments) => Run("dotnet", arguments);

Task("build").Does(() => Dotnet($"build {solution} -c {configuration} -nologo -v minimal"));

Task("test").IsDependentOn("build").Does(() =>
{
    CleanDirectory(results);
    var code = StartProcess("dotnet", new ProcessSettings
    {
        // One project after another: the functional tests measure time.
        Arguments = $"test {solution} -m:1 -c {configuration} --no-build -nologo --logger trx --results-directory \"{results}\""
    });
    int passed = 0, failed = 0, skipped = 0;
    foreach (var file in GetFiles($"{results}/**/*.trx"))
    {
        var counters = System.Xml.Linq.XDocument.Load(file.FullPath).Descendants().First(e => e.Name.LocalName == "Counters");
        int Count(string name) => (int)counters.Attribute(name);
        passed += Count("passed");
        failed += Count("total") - Count("passed") - (Count("total") - Count("executed"));
        skipped += Count("total") - Count("executed");
    }
    System.IO.File.WriteAllText($"{results}/count", $"{passed} passed, {failed} failed, {skipped} skipped\n");
    if (code != 0 || failed > 0 || passed == 0) throw new Exception("The tests did not all pass.");
});

// --rid=linux-x64 or linux-arm64 publishes for that one alone.
Task("publish").Does(() =>
{
    foreach (var rid in HasArgument("rid") ? new[] { Argument<string>("rid") } : new[] { "linux-x64", "linux-arm64" }) Publish(rid);
});

void Publish(string rid)
{
    var folder = $"artifacts/publish/{rid}";
    CleanDirectory(folder);
    foreach (var project in new[] { "firmware/EdgeAppliance.Daemon", "tools/edgectl" })
        Dotnet($"publish {project} -c Release -r {rid} -o {folder} -nologo -v minimal");
    CheckPublished(folder);
    CopyModels($"{folder}/models");
}

// What of a model the daemon reads; it finds the folder beside its own file.
void CopyModels(string folder)
{
    foreach (var bundle in GetFiles("models/*/bundle.json"))
    {
        var from = bundle.GetDirectory();
        var to = Directory(folder) + Directory(from.GetDirectoryName());
        EnsureDirectoryExists(to);
        CopyFiles(new[] { bundle, from.CombineWithFilePath("model.onnx"), from.CombineWithFilePath("MODEL_CARD.md") }, to);
        CopyDirectory(from.Combine("golden"), to + Directory("golden"));
    }
}

// Beside the models these three are shipped and nothing else; a binary has 40 MB at most.
void CheckPublished(string folder)
{
    var files = GetFiles($"{folder}/*").Select(f => new System.IO.FileInfo(f.FullPath)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
    foreach (var file in files) Console.WriteLine($"{folder}/{file.Name}: {file.Length / 1e6:F1} MB");
    var names = string.Join(" ", files.Select(f => f.Name));
    if (names != "edge-appliance edgectl libSkiaSharp.so libonnxruntime.so") throw new Exception($"{folder} holds {names}, not edge-appliance edgectl libSkiaSharp.so libonnxruntime.so");
    if (files.Any(f => f.Extension == "" && f.Length > 40_000_000)) throw new Exception($"{folder}: a binary is larger than 40 MB");
}

// The cross-built binary under emulation. --published takes the one that is there; it and its emulated root stay in artifacts/arm64,
// where "test" finds them.
Task("arm64-test").Does(() =>
{
    if (!HasArgument("published")) Publish("linux-arm64");
    Run("tools/build/arm64-root.sh", "artifacts/arm64/root");
    CleanDirectory("artifacts/arm64/run");
    CopyDirectory("artifacts/publish/linux-arm64", "artifacts/arm64/run");
    Run("qemu-aarch64", "-L artifacts/arm64/root artifacts/arm64/run/edge-appliance --self-test=long");
    Run("qemu-aarch64", "-L artifacts/arm64/root artifacts/arm64/run/edgectl --version");
});

// The published daemon on devices that an emulated kernel makes. --published takes the one that is there.
Task("hardware-test").Does(() =>
{
    if (!HasArgument("published")) Dotnet("publish firmware/EdgeAppliance.Daemon -c Release -r linux-x64 -o artifacts/publish/linux-x64 -nologo -v minimal");
    Run("tests/hardware/run.sh", "artifacts/publish/linux-x64 artifacts/hardware");
});

// The card's content and an update of a slot, into artifacts/image. --published takes the binaries that are there; --image-version names another version.
Task("image").Does(() =>
{
    if (!HasArgument("published")) Publish("linux-arm64");
    Run("image/build-image.sh", $"{ImageVersion()} artifacts/publish/linux-arm64 artifacts/image");
});

// The image in an emulated board. --scenario names those to run; image/README.md has the list.
Task("image-test").Does(() => Run("image/test/run.sh", $"artifacts/image {Argument("scenario", "all")}"));

// Debian packages and a container image of what is published, into artifacts/packages; each is installed or run in a clean root.
Task("packages").Does(() =>
{
    foreach (var rid in new[] { "linux-x64", "linux-arm64" }) if (!HasArgument("published")) Publish(rid);
    CleanDirectory("artifacts/packages");
    foreach (var (architecture, rid) in new[] { ("amd64", "linux-x64"), ("arm64", "linux-arm64") })
        if (DirectoryExists($"artifacts/publish/{rid}"))
        {
            Run("image/packages/deb.sh", $"{architecture} {ImageVersion()} artifacts/publish/{rid} artifacts/packages");
            Run("image/packages/test-deb.sh", $"artifacts/packages/edge-appliance_{ImageVersion()}_{architecture}.deb");
        }
    Run("image/packages/oci.sh", $"{ImageVersion()} artifacts/publish artifacts/packages");
    Run("image/packages/test-oci.sh", $"artifacts/packages/edge-appliance-{ImageVersion()}-oci.tar");
});

string ImageVersion() => Argument("image-version", XmlPeek("Directory.Build.props", "//VersionPrefix"));

// New seeds for EDGE_FUZZ_SECONDS a target; "test" tries the same few every time.
Task("fuzz").IsDependentOn("build").Does(() =>
{
    if (!HasEnvironmentVariable("EDGE_FUZZ_SECONDS")) Environment.SetEnvironmentVariable("EDGE_FUZZ_SECONDS", "60");
    Dotnet($"test tests/EdgeAppliance.FuzzTests -c {configuration} --no-build -nologo --logger \"console;verbosity=normal\"");
});

// The power cuts, and the functional tests with as many kills, as the claims are made for; "test" does a few.
Task("soak").IsDependentOn("build").Does(() =>
{
    if (!HasEnvironmentVariable("EDGE_KILL_CYCLES")) Environment.SetEnvironmentVariable("EDGE_KILL_CYCLES", "200");
    if (!HasEnvironmentVariable("EDGE_POWER_CUTS")) Environment.SetEnvironmentVariable("EDGE_POWER_CUTS", "1000");
    if (!HasEnvironmentVariable("EDGE_UPDATE_KILLS")) Environment.SetEnvironmentVariable("EDGE_UPDATE_KILLS", "500");
    if (!HasEnvironmentVariable("EDGE_UPDATE_CUTS")) Environment.SetEnvironmentVariable("EDGE_UPDATE_CUTS", "500");
    Dotnet($"test tests/EdgeAppliance.Tests -c {configuration} --no-build -nologo --filter \"FullyQualifiedName~Updates.PowerCutTests|FullyQualifiedName~SetPowerCutTests\"");
    Dotnet($"test tests/EdgeAppliance.SimulationTests -c {configuration} --no-build -nologo --filter \"FullyQualifiedName~LiteStorePowerCutTests|FullyQualifiedName~BlobStorePowerCutTests\"");
    Dotnet($"test tests/EdgeAppliance.FunctionalTests -c {configuration} --no-build -nologo --logger \"console;verbosity=detailed\"");
});

// Builds what the demo needs; build.sh then runs it.
Task("demo").Does(() =>
{
    foreach (var project in new[] { "firmware/EdgeAppliance.Daemon", "tools/demo" })
        Dotnet($"build {project} -c Release -nologo -v quiet");
});

// All benches; start, latency and memory are the published daemon's. "--smoke" only shows that every bench can be run.
Task("bench").Does(() =>
{
    var rid = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";
    if (!HasArgument("smoke")) Dotnet($"publish firmware/EdgeAppliance.Daemon -c Release -r {rid} -o artifacts/publish/{rid} -nologo -v minimal");
    else Dotnet("build firmware/EdgeAppliance.Daemon -c Release -nologo -v minimal");
    Dotnet("run --project tools/bench -c Release" + (HasArgument("smoke") ? " -- --smoke" : ""));
});

// --verify changes nothing, and fails where something would be changed.
Task("format").Does(() => Dotnet($"format {solution} --no-restore" + (HasArgument("verify") ? " --verify-no-changes" : "")));

RunTarget(target);
