namespace EdgeAppliance.Bench.Steps;

/// <summary>The steps that are measured, each as a configuration would have it. Those on windows: 400 readings every 160.</summary>
internal static class StepChains
{
    public static readonly (string Name, string Steps)[] All =
    [
        ("select", """[{"type":"select","channels":["b"]}]"""),
        ("convert", """[{"type":"convert","channels":{"a":{"from":"Cel","to":"K"}}}]"""),
        ("deadband", """[{"type":"deadband","channels":{"a":100}}]"""),
        ("compute", """[{"type":"compute","channels":{"c":"a > 500 ? sqrt(a * a + b * b) : default(n, 0)"}}]"""),
        ("report", """[{"type":"report","channels":{"a":100,"b":100}}]"""),
        ("swingdoor", """[{"type":"swingdoor","channels":{"a":100,"b":100}}]"""),
        ("normalize", """[{"type":"normalize","commission":100,"score":"distance"}]"""),
        ("filter, median of 9", """[{"type":"filter","kind":"median","size":9}]"""),
        ("filter, hampel of 9", """[{"type":"filter","kind":"hampel","size":9}]"""),
        ("filter, lowpass of order 4", """[{"type":"filter","kind":"lowpass","order":4,"sampleRate":100,"cutoff":10}]"""),
        ("filter, highpass of order 4", """[{"type":"filter","kind":"highpass","order":4,"sampleRate":100,"cutoff":10}]"""),
        ("filter, bandpass of order 4", """[{"type":"filter","kind":"bandpass","order":4,"sampleRate":100,"low":10,"high":20}]"""),
        ("filter, kalman value", """[{"type":"filter","kind":"kalman"}]"""),
        ("filter, kalman velocity", """[{"type":"filter","kind":"kalman","model":"velocity"}]"""),
        ("resample, linear", """[{"type":"resample","every":"7ms"}]"""),
        ("resample, mean", """[{"type":"resample","every":"50ms","method":"mean"}]"""),
        ("resample, anti-alias", """[{"type":"resample","every":"50ms","sampleRate":100}]"""),
        ("align", """[{"type":"align","every":"10ms","channels":{"x":"device/a","y":"device/b"}}]"""),
        ("aggregate, tumbling", """[{"type":"aggregate","size":100}]"""),
        ("aggregate, tumbling, percentiles", """[{"type":"aggregate","size":1000,"percentiles":[50,95,99]}]"""),
        ("aggregate, tumbling, percentiles by P²", """[{"type":"aggregate","size":10000,"percentiles":[50,95,99],"exactUpTo":256}]"""),
        ("aggregate, sliding, 100 every 10", """[{"type":"aggregate","size":100,"hop":10}]"""),
        ("aggregate, session", """[{"type":"aggregate","gap":"1s","size":"5s"}]"""),
        ("window", """[{"type":"window","size":400,"hop":160},{"type":"end"}]"""),
        ("features", """[{"type":"window","size":400,"hop":160},{"type":"features"}]"""),
        ("features, three bands", """[{"type":"window","size":400,"hop":160},{"type":"features","bands":{"x":{"low":1,"high":5},"y":{"low":5,"high":9},"z":{"low":9,"high":30}},"sampleRate":100}]"""),
        ("spectrum", """[{"type":"window","size":400,"hop":160},{"type":"spectrum"}]"""),
        ("spectrum, 400 points", """[{"type":"window","size":400,"hop":160},{"type":"spectrum","fft":400}]"""),
        ("spectrogram", """[{"type":"window","size":400,"hop":160},{"type":"spectrogram","frame":400,"hop":160},{"type":"end"}]"""),
        ("logmel", """[{"type":"window","size":400,"hop":160},{"type":"logmel","frame":400,"hop":160,"sampleRate":16000},{"type":"end"}]"""),
        ("mfcc", """[{"type":"window","size":400,"hop":160},{"type":"mfcc","frame":400,"hop":160,"sampleRate":16000},{"type":"end"}]"""),
        ("microfrontend, a second every second", """[{"type":"window","size":16000},{"type":"microfrontend"},{"type":"end"}]"""),
        ("drop", """[{"type":"drop","channels":["b"],"when":"a > 500"}]"""),
        ("generalise", """[{"type":"generalise","channels":{"a":{"step":0.5},"b":{"ranges":[0,100,500]}},"time":"15m"}]"""),
        ("pseudonymise, device", """[{"type":"pseudonymise","key":"${file:key}","others":"keep"}]"""),
        ("pseudonymise, a number", """[{"type":"pseudonymise","channels":["a"],"key":"${file:key}","keep":["b"]}]"""),
        ("alarm", """[{"type":"alarm","when":"a > 500 && b > 500","raiseAfter":3}]"""),
    ];
}
