namespace EdgeAppliance.Tests.Core.Steps;

public sealed class StepCatalogTests
{
    [Theory]
    [InlineData("""{}""", "steps: must be a list of at most 32 steps.")]
    [InlineData("""[7]""", "steps[0]: must be an object with a type.")]
    [InlineData("""[{"type":"smooth"}]""", "steps[0].type: must be one of select, convert, deadband, normalize, filter, resample, align, aggregate, window, features, spectrum, spectrogram, logmel, mfcc, microfrontend, alarm, sums, not 'smooth'.")]
    [InlineData("""[{"type":"alarm","when":"a >"}]""", "steps[0].when: at character 4: expected a channel, a constant or a number.")]
    [InlineData("""[{"type":"alarm","when":"a > 1","raiseAfter":0}]""", "steps[0].raiseAfter: must be a whole number from 1 to 1000000.")]
    [InlineData("""[{"type":"window","size":3}]""", "steps: ends with windows, which no record can hold; put infer behind the window.")]
    [InlineData("""[{"type":"sums"}]""", "steps[0].type: sums takes windows; put a window step before it.")]
    [InlineData("""[{"type":"convert","channels":{"a":{"from":"Cel","to":"Pa"}}}]""", "steps[0].channels.a.to: 'Cel' cannot become 'Pa': they measure different things.")]
    [InlineData("""[{"type":"select","channels":["a","a"]}]""", "steps[0].channels[1]: 'a' stands twice.")]
    [InlineData("""[{"type":"aggregate","size":"3 weeks"}]""", "steps[0].size: must be a number of readings from 1 to 65536, or a duration such as \"10s\".")]
    [InlineData("""[{"type":"select","channels":["a"],"keep":1}]""", "steps[0].keep: is not known here; known are type, channels, as.")]
    [InlineData("""[{"type":"aggregate"}]""", "steps[0].size: is missing: a number of readings, or a duration such as \"10s\".")]
    [InlineData("""[{"type":"aggregate","gap":"1s","hop":"1s"}]""", "steps[0].hop: cannot stand beside gap: sessions do not overlap.")]
    [InlineData("""[{"type":"aggregate","size":9,"percentiles":[50,100]}]""", "steps[0].percentiles[1]: must be a number more than 0 and less than 100.")]
    [InlineData("""[{"type":"aggregate","size":9,"percentiles":[50,50]}]""", "steps[0].percentiles[1]: stands twice.")]
    [InlineData("""[{"type":"resample"}]""", "steps[0].every: or rate must be there, and not both: a duration such as \"100ms\", or times a second.")]
    [InlineData("""[{"type":"resample","every":"1ms","maxGap":"2m"}]""", "steps[0].maxGap: must not be more than 65536 times every.")]
    [InlineData("""[{"type":"resample","rate":10,"sampleRate":8}]""", "steps[0].sampleRate: must be the readings' own rate in Hz, of more than 0.8 of the new rate, for the anti-alias filter.")]
    [InlineData("""[{"type":"align","every":"1s","channels":{"a":"pump"}}]""", "steps[0].channels.a: must be a text such as \"pump-1/flow\": a device and its channel.")]
    [InlineData("""[{"type":"align","every":"1s","channels":{"a":"d/a"},"late":"a"}]""", "steps[0].late: is the name of a joined channel.")]
    [InlineData("""[{"type":"deadband","channels":{"a":1}},{"type":"align","every":"1s","channels":{"a":"d/a"}}]""", "steps[1].type: align joins the readings of several devices, and must be the first step.")]
    [InlineData("""[{"type":"filter"}]""", "steps[0].kind: is missing: one of median, hampel, lowpass, highpass, bandpass, kalman.")]
    [InlineData("""[{"type":"filter","kind":"median","order":2}]""", "steps[0].order: does not belong to a median filter.")]
    [InlineData("""[{"type":"filter","kind":"lowpass","cutoff":1}]""", "steps[0].sampleRate: is missing: readings a second.")]
    [InlineData("""[{"type":"filter","kind":"lowpass","cutoff":60,"sampleRate":100}]""", "steps[0].cutoff: must be more than 0 and less than half of sampleRate.")]
    [InlineData("""[{"type":"filter","kind":"bandpass","low":30,"high":20,"sampleRate":100}]""", "steps[0].high: must be more than low.")]
    [InlineData("""[{"type":"filter","kind":"kalman","model":"jerk"}]""", "steps[0].model: must be value or velocity.")]
    [InlineData("""[{"type":"window","size":8},{"type":"features","bands":{"x":{"low":3,"high":2}}}]""", "steps[1].bands.x.high: must be more than low, and low not less than 0.")]
    [InlineData("""[{"type":"window","size":8},{"type":"features","bands":{"x":{"low":1,"high":2}}}]""", "steps[1].sampleRate: is missing: readings a second, which bands need.")]
    [InlineData("""[{"type":"window","size":8},{"type":"spectrum","fft":17}]""", "steps[1].fft: must have no prime factor over 13.")]
    [InlineData("""[{"type":"window","size":8},{"type":"mfcc","sampleRate":8000}]""", "steps[1].frame: is missing: readings of one frame.")]
    [InlineData("""[{"type":"window","size":8},{"type":"mfcc","sampleRate":8000,"frame":8,"mels":4,"coefficients":5}]""", "steps[1].coefficients: must not be more than mels.")]
    [InlineData("""[{"type":"window","size":8},{"type":"logmel","sampleRate":8000,"frame":8,"high":5000}]""", "steps[1].high: must not be more than half of sampleRate.")]
    [InlineData("""[{"type":"window","size":8},{"type":"logmel","sampleRate":8000,"frame":8,"offset":0}]""", "steps[1].offset: must be more than 0 where floor is not: silence has no logarithm.")]
    public void Bind_Wrong_NamesThePathAndTheRemedy(string steps, string expected) => Assert.Contains(expected, StepHarness.Errors(steps));

    [Fact]
    public void Bind_TwoErrors_ReportsBoth() =>
        Assert.Equal(2, StepHarness.Errors("""[{"type":"window","size":0},{"type":"sums"},{"type":"deadband","channels":{"a":-1}}]""").Count);
}
