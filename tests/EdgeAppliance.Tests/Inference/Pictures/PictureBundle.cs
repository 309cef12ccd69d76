using System.Globalization;

namespace EdgeAppliance.Tests.Inference.Pictures;

/// <summary>Bundles of the picture models of <c>EDGE_DATA</c>, whose manifests say what each was trained on.</summary>
internal static class PictureBundle
{
    public const string Mnist = "models/mnist/mnist-8.onnx";
    public const string PersonDetect = "models/tflite-micro-int8/person_detect_int8.onnx";
    public const string MobileNet = "models/tflite-micro-int8/mobilenet_v2_int8.onnx";
    public const string Yunet = "models/face/yunet_n_320_320.onnx";

    public static void ShipMnist(ModelFolder folder) => Ship(folder, Mnist, "digits", """
        "channels":["grey"],"inputs":[{"name":"Input3","type":"float32","shape":[1,1,28,28]}],
        "outputs":[{"name":"Plus214_Output_0","type":"float32","shape":[1,10]}],
        "postprocess":[{"step":"softmax"},{"step":"topk","k":3}]
        """, "Input3", 784, "Plus214_Output_0", 10);

    public static void ShipPersonDetect(ModelFolder folder) => Ship(folder, PersonDetect, "person", """
        "channels":["grey"],"inputs":[{"name":"input","type":"int8","shape":[1,96,96,1]}],"outputs":[{"name":"q87","type":"int8","shape":[1,2]}],
        "preprocess":[{"step":"transpose"},{"step":"quantize","scale":1,"zero":-128}],
        "postprocess":[{"step":"dequantize","scale":0.00390625,"zero":-128},{"step":"label","names":"noPerson,person"}]
        """, "input", 96 * 96, "q87", 2);

    /// <summary>The picture network for ImageNet: mean and deviation of torchvision, which the quantization stands for here.</summary>
    public static void ShipMobileNet(ModelFolder folder, double scale, int zero) => Ship(folder, MobileNet, "things", string.Create(CultureInfo.InvariantCulture, $$"""
        "channels":["r","g","b"],"inputs":[{"name":"input","type":"int8","shape":[1,3,224,224]}],"outputs":[{"name":"q45","type":"int8","shape":[1,1000]}],
        "preprocess":[{"step":"standardize","mean":[123.675,116.28,103.53],"std":[58.395,57.12,57.375]},{"step":"quantize","scale":{{scale}},"zero":{{zero}}}],
        "postprocess":[{"step":"topk","k":5}]
        """), "input", 3 * 224 * 224, "q45", 1000);

    public static void ShipYunet(ModelFolder folder, string more = "")
    {
        string outputs = string.Join(',', new[] { ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10) }.SelectMany(kind =>
            new[] { (8, 1600), (16, 400), (32, 100) }.Select(level => $$"""{"name":"{{kind.Item1}}_{{level.Item1}}","type":"float32","shape":[1,{{level.Item2}},{{kind.Item2}}]}""")));
        Ship(folder, Yunet, "faces", $$"""
            "channels":["b","g","r"],"inputs":[{"name":"input","type":"float32","shape":[1,3,320,320]}],"outputs":[{{outputs}}],
            "postprocess":[{"step":"boxes","format":"yunet","width":320,"height":320,"as":"face"{{more}}}]
            """, "input", 3 * 320 * 320, "cls_32", 100);
    }

    /// <summary>Its golden case is one that any answer passes: what it answers is what the tests are about.</summary>
    private static void Ship(ModelFolder folder, string model, string name, string manifest, string input, int inputs, string output, int outputs)
    {
        string bundle = Path.Combine(folder.Shipped, name);
        Directory.CreateDirectory(Path.Combine(bundle, "golden"));
        File.Copy(EdgeData.PathOf(model), Path.Combine(bundle, "model.onnx"));
        int bytes = manifest.Contains("\"type\":\"int8\"") ? 1 : 4;
        File.WriteAllBytes(Path.Combine(bundle, "golden/in.bin"), new byte[inputs * bytes]);
        File.WriteAllBytes(Path.Combine(bundle, "golden/out.bin"), new byte[outputs * bytes]);
        File.WriteAllText(Path.Combine(bundle, "bundle.json"), $$"""
            {"format":1,"name":"{{name}}","version":"1.0.0","file":"model.onnx",{{manifest}},
             "golden":[{"inputs":{"{{input}}":"golden/in.bin"},"outputs":{"{{output}}":"golden/out.bin"},"tolerance":1000}]}
            """);
    }
}
