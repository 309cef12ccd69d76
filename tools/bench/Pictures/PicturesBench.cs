using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Pictures;

namespace EdgeAppliance.Bench.Pictures;

/// <summary>From a JPEG of 1920 × 1080 to a picture of 320 × 320 for a model, beside Pillow doing the same to the same file. By the time that
/// processors worked for it, in which others do not count.</summary>
internal sealed class PicturesBench : IBench
{
    private const int Width = 1920, Height = 1080;
    private const string Whole = """[{"type":"decode"},{"type":"letterbox","width":320,"height":320}]""";
    private const string Scaled = """[{"type":"decode","atLeast":320},{"type":"letterbox","width":320,"height":320}]""";

    public string Name => "pictures";

    public string Summary => "pictures decoded and fitted a second, beside Pillow";

    public Task RunAsync(BenchRun run)
    {
        int pictures = run.Options.Integer("pictures", 300, smoke: 3);
        byte[] jpeg = new SkiaEncoder().EncodeJpeg(Scene(), 85).ToArray();
        run.Note($"a JPEG of {Width} × {Height}, {jpeg.Length:#,0} bytes");
        string file = Path.Combine(run.Folder, "scene.jpg");
        File.WriteAllBytes(file, jpeg);
        using var apart = PictureDecoding.Start(run.Time);
        var here = new SkiaDecoder();
        var processors = new ProcessorTime(apart);
        double whole = Measure(run, "whole, in this process", here, Whole, jpeg, pictures, processors);
        Measure(run, "whole, in a process of its own", apart, Whole, jpeg, pictures, processors);
        Measure(run, "at a half, in this process", here, Scaled, jpeg, pictures, processors);
        double scaled = Measure(run, "at a half, in a process of its own", apart, Scaled, jpeg, pictures, processors);
        if (Pillow(run, file, pictures, "whole") is { } pillow) run.Report("whole: this process to Pillow", whole / pillow, "ratio");
        if (Pillow(run, file, pictures, "draft") is { } draft) run.Report("at a half: a process of its own to Pillow", scaled / draft, "ratio");
        return Task.CompletedTask;
    }

    /// <summary>Slopes, edges and noise, so that the file is as large as a photograph's.</summary>
    private static PixelBuffer Scene()
    {
        var pixels = new PixelBuffer();
        pixels.SetSize(Width, Height);
        var random = new Random(7);
        for (int y = 0; y < Height; y++)
        {
            var row = pixels.Row(y);
            for (int x = 0; x < Width; x++)
            {
                int edge = (x / 97 + y / 61) % 5 * 40, noise = random.Next(24);
                (row[4 * x], row[4 * x + 1], row[4 * x + 2], row[4 * x + 3]) = ((byte)(x * 200 / Width + noise), (byte)(y * 200 / Height + noise), (byte)(edge + noise), 255);
            }
        }
        return pixels;
    }

    private static double Measure(BenchRun run, string name, IPictureDecoder decoder, string steps, byte[] jpeg, int pictures, ProcessorTime processors)
    {
        var end = new End();
        var plan = new StepCatalog(DecodeBinder.Kind(decoder), new StepKind("end", StepFlow.Pictures, StepFlow.Rows, _ => _ => end));
        string whole = steps.Replace("}]", "},{\"type\":\"end\"}]", StringComparison.Ordinal);
        using var chain = JsonDocument.Parse(whole);
        var errors = new List<StepError>();
        var first = (plan.Bind(chain.RootElement, "steps", errors) ?? throw new InvalidOperationException(string.Join("; ", errors))).Build(new StepContext("bench", "source", "device", _ => { }), new Emit(_ => { }))[0];
        var batch = ReadingBatch.Rent("source", "device", new ChannelSet("bytes"), 1);
        for (int i = 0; i < 3; i++) Push(first, batch, jpeg);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var start = processors.Now;
        for (int i = 0; i < pictures; i++) Push(first, batch, jpeg);
        double seconds = (processors.Now - start).TotalSeconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        batch.Release();
        if (end.Pictures != pictures + 3) throw new InvalidOperationException($"{end.Pictures} of {pictures + 3} pictures came through.");
        run.Report(name, pictures / seconds, "pictures/s");
        run.Report($"{name}, allocated", (double)allocated / pictures, "bytes/picture", Bar.AtMost(100));
        return pictures / seconds;
    }

    private static void Push(Step first, ReadingBatch batch, byte[] jpeg)
    {
        batch.Clear();
        batch.AddRow(1);
        batch.SetBlob(0, Blob.Copy(jpeg));
        first.Process(batch);
    }

    /// <returns>Pictures a second; null where there is no Pillow.</returns>
    private static double? Pillow(BenchRun run, string file, int pictures, string way)
    {
        const string Python = "/usr/bin/python3";
        if (!Directory.Exists("/usr/lib/python3/dist-packages/PIL")) return null;
        var start = new ProcessStartInfo(Python, [Path.Combine(run.Root, "tools/bench/Pictures/pillow.py"), file, pictures.ToString(CultureInfo.InvariantCulture), way]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (!double.TryParse(said, CultureInfo.InvariantCulture, out double rate)) return null;
        run.Report($"Pillow, {way}", rate, "pictures/s");
        return rate;
    }

    private sealed class End : Step
    {
        public int Pictures { get; private set; }

        public override void Process(ReadingBatch batch)
        {
        }

        public override void Process(PictureFrame picture) => Pictures++;
    }
}
