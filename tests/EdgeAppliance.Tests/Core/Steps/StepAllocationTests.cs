using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps;

public sealed class StepAllocationTests
{
    [Theory]
    [InlineData("""[{"type":"select","channels":["b","a"]},{"type":"convert","channels":{"a":{"from":"Cel","to":"K"}}},{"type":"deadband","channels":{"a":1}}]""")]
    [InlineData("""[{"type":"normalize","commission":100,"score":"distance"},{"type":"alarm","when":"distance > threshold && a > 0"}]""")]
    [InlineData("""[{"type":"aggregate","size":10},{"type":"alarm","when":"a.mean > 50"}]""")]
    [InlineData("""[{"type":"aggregate","size":"1s","hop":"100ms"}]""")]
    [InlineData("""[{"type":"aggregate","size":"1s"}]""")]
    [InlineData("""[{"type":"aggregate","size":100,"percentiles":[50,99],"exactUpTo":32}]""")]
    [InlineData("""[{"type":"aggregate","size":50,"hop":9,"percentiles":[50,99]}]""")]
    [InlineData("""[{"type":"aggregate","gap":"1s","size":"300ms","percentiles":[50]}]""")]
    [InlineData("""[{"type":"resample","every":"7ms"},{"type":"resample","every":"50ms","method":"mean"},{"type":"resample","every":"90ms","sampleRate":20,"method":"previous"}]""")]
    [InlineData("""[{"type":"align","every":"7ms","method":"linear","late":"late","channels":{"x":"d/a","y":"d/b","z":"other/b"}}]""")]
    [InlineData("""[{"type":"filter","kind":"median","size":9},{"type":"filter","kind":"hampel","size":9},{"type":"filter","kind":"kalman"},{"type":"filter","kind":"kalman","model":"velocity"}]""")]
    [InlineData("""[{"type":"filter","kind":"lowpass","order":3,"sampleRate":100,"cutoff":9},{"type":"filter","kind":"highpass","sampleRate":100,"cutoff":9},{"type":"filter","kind":"bandpass","order":8,"sampleRate":100,"low":9,"high":20}]""")]
    [InlineData("""[{"type":"window","size":60,"hop":5},{"type":"features","bands":{"x":{"low":1,"high":9}},"sampleRate":100}]""")]
    [InlineData("""[{"type":"window","size":60,"hop":5},{"type":"spectrum","fft":65}]""")]
    [InlineData("""[{"type":"drop","channels":["b"],"when":"a > 50"},{"type":"generalise","channels":{"a":{"step":0.5},"b":{"ranges":[1,5]}},"place":{"latitude":"c","longitude":"d"},"time":"1s"}]""")]
    [InlineData("""[{"type":"pseudonymise","channels":["b"],"key":"${file:k}","keep":["a"]}]""")]
    [InlineData("""[{"type":"report","channels":{"a":5,"b":9},"quality":".good"}]""")]
    [InlineData("""[{"type":"compute","channels":{"c":"a > 5 and b < 9 ? max(a, b, 1) : default(n, clamp(a, 1, k))","d":"c % 3"},"constants":{"k":4}}]""")]
    [InlineData("""[{"type":"dedupe","channels":["a"],"within":"300ms"},{"type":"dedupe","within":"1s","sameTime":true,"maxKeys":50}]""")]
    [InlineData("""[{"type":"clip","when":"a > 90","before":"50ms","after":"20ms","alarm":"shock","number":"clip"}]""")]
    [InlineData("""[{"type":"split","routes":[{"when":"a > 50","device":"{device}/hot"},{"channels":["b"],"device":"b"}]},{"type":"aggregate","size":3}]""")]
    [InlineData("""[{"type":"join","table":{"d":{"x":1,"b":2}}},{"type":"join","by":"a","table":{"1":{"y":1},"*":{"y":2}}}]""")]
    [InlineData("""[{"type":"swingdoor","channels":{"a":5,"b":{"fraction":0.1,"low":0,"high":90}},"late":"late"}]""")]
    [InlineData("""[{"type":"noise","channels":{"a":{"low":0,"high":97,"epsilon":0.5}},"budget":{"epsilon":1000000,"every":"1m"},"key":"${file:k}","keep":["b"]}]""")]
    [InlineData("""[{"type":"noise","mechanism":"gaussian","channels":{"a":{"low":0,"high":97,"epsilon":0.5}},"budget":{"epsilon":1000000,"every":"1m"},"key":"${file:k}","keep":["b"]}]""")]
    [InlineData("""[{"type":"kthreshold","channels":["a"],"by":"b","k":2,"every":"30d"}]""")]
    public void Process_SteadyState_AllocatesNothing(string steps) => Assert.Equal(0, AllocatedBy(steps, new Emit(_ => { })));

    [Theory]
    [InlineData("""[{"type":"window","size":60,"hop":1}]""")]
    [InlineData("""[{"type":"window","size":"1s","hop":"50ms"}]""")]
    [InlineData("""[{"type":"window","size":60,"hop":7},{"type":"spectrogram","frame":20,"power":1}]""")]
    [InlineData("""[{"type":"window","size":60,"hop":7},{"type":"mfcc","frame":20,"fft":60,"sampleRate":100,"mels":8,"coefficients":4,"level":"peakToOne"}]""")]
    [InlineData("""[{"type":"window","size":800,"hop":320},{"type":"microfrontend"}]""")]
    public void Window_SteadyState_AllocatesNothing(string steps) => Assert.Equal(0, AllocatedBy(steps, new Swallow()));

    private static long AllocatedBy(string json, Step end)
    {
        var catalog = new StepCatalog(new StepKind("swallow", StepFlow.Windows, StepFlow.Rows, _ => _ => new Swallow()));
        string whole = end is Swallow ? json.Replace("}]", "},{\"type\":\"swallow\"}]", StringComparison.Ordinal) : json;
        using var chain = JsonDocument.Parse(whole);
        var step = catalog.Bind(chain.RootElement, "steps", [], TestKeys.Look)!.Build(new StepContext("p", "s", "d", _ => { }), new Emit(_ => { }))[0];
        var batch = ReadingBatch.Rent("s", "d", StepHarness.AB, 64);
        long time = 0;
        for (int i = 0; i < 200; i++) Fill(step, batch, ref time);
        long allocated = SteadyState.AllocatedBy(1000, () => Fill(step, batch, ref time));
        batch.Release();
        return allocated;
    }

    private static void Fill(Step step, ReadingBatch batch, ref long time)
    {
        batch.Clear();
        for (int i = 0; i < 64; i++)
        {
            int row = batch.AddRow(time += 10_000);
            batch.Set(row, 0, time % 97);
            batch.Set(row, 1, time % 89);
        }
        step.Process(batch);
    }

    private sealed class Swallow : Step
    {
        public override void Process(ReadingBatch batch)
        {
        }

        public override void Process(WindowFrame window)
        {
        }
    }
}
