# In the place of Grafana's and Jaeger's images, for the tests. Its user is in no group of ours, as theirs are not.
FROM medbook-gateway:local
COPY stand_in.py /
USER nobody
ENTRYPOINT [".venv/bin/python", "/stand_in.py"]
