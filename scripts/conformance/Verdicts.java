import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Prints what veraPDF says of PDFs, with tabs between the cells: for each file and each profile a
 * line with the verdict, the flavour, the file and the number of checks; then a line for each rule
 * that failed, with the number of failures and the words and the place of the first.
 *
 * <p>Arguments: the names of the profiles, with commas between; then the files. Exits with 0 when
 * all could be judged, whatever the verdicts. veraPDF's own reader of profiles needs a library
 * that its jar lacks, so they are read here.
 */
public final class Verdicts {
    private static final String PROFILE = "/org/verapdf/pdfa/validation/%s.xml";
    private static final PrintStream OUT =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset(); // remarks on the way are no verdict
        VeraGreenfieldFoundryProvider.initialise();
        List<ValidationProfile> profiles = new ArrayList<>();
        for (String name : arguments[0].split(",")) {
            profiles.add(profile(name));
        }
        for (int i = 1; i < arguments.length; i++) {
            for (ValidationProfile profile : profiles) {
                print(arguments[i], validate(new File(arguments[i]), profile));
            }
        }
    }

    private static ValidationResult validate(File pdf, ValidationProfile profile) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (PDFAParser parser = foundry.createParser(pdf, profile.getPDFAFlavour());
            PDFAValidator validator = foundry.createValidator(profile, -1, false, true, false)) {
            return validator.validate(parser);
        } catch (VeraPDFException e) {
            throw new IllegalArgumentException(pdf + " cannot be read", e);
        }
    }

    private static void print(String file, ValidationResult result) {
        line(result.isCompliant() ? "PASS" : "FAIL", result.getPDFAFlavour().getId(), file,
            result.getTotalAssertions());
        Map<RuleId, TestAssertion> first = new LinkedHashMap<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                first.putIfAbsent(one.getRuleId(), one);
            }
        }
        first.forEach((rule, one) -> line("failed",
            rule.getClause() + "-" + rule.getTestNumber(), result.getFailedChecks().get(rule),
            one.getErrorMessage(), one.getLocation().getContext()));
    }

    private static void line(Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(String.valueOf(cell).replaceAll("[\\t\\r\\n]+", " "));
        }
        OUT.println(String.join("\t", texts));
    }

    private static ValidationProfile profile(String name) throws Exception {
        Element root;
        try (InputStream xml = Profiles.class.getResourceAsStream(String.format(PROFILE, name))) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml)
                .getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : children(root, "rules", "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element one : children(root, "variables", "variable")) {
            variables.add(Profiles.variableFromValues(one.getAttribute("name"),
                one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
        }
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
            Profiles.profileDetailsFromValues(name, "", "", new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = children(rule, "id").get(0);
        Element error = children(rule, "error").get(0);
        List<ErrorArgument> asked = new ArrayList<>();
        for (Element argument : children(error, "arguments", "argument")) {
            asked.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), null, null));
        }
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
            rule.getAttribute("object"), Boolean.valueOf(rule.getAttribute("deferred")),
            rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
            Profiles.errorFromValues(text(error, "message"), asked), List.of());
    }

    private static String text(Element parent, String name) {
        return children(parent, name).get(0).getTextContent();
    }

    /** Return the elements at the end of a path of names. */
    private static List<Element> children(Element parent, String... path) {
        List<Element> level = List.of(parent);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            for (Element element : level) {
                for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
                    if (n.getNodeName().equals(name)) {
                        next.add((Element) n);
                    }
                }
            }
            level = next;
        }
        return level;
    }
}
